/** Tasks check, run and diff as programs call them: plain data in and out, progress by events, cancellation. */
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import type { ReportedEvent } from "../../src/report/events.ts";
import { jsonReport } from "../../src/report/json.ts";
import { type CheckItem, type CheckRequest, check } from "../../src/tasks/check.ts";
import { diff } from "../../src/tasks/diff.ts";
import type { TaskEvent } from "../../src/tasks/progress.ts";
import { run } from "../../src/tasks/run.ts";
import { UserError } from "../../src/user-error.ts";
import { tempProject } from "../compile/temp-project.ts";

const LEAKY = `import { readSetting } from "@devicescript/settings";
console.log("token " + (await readSetting("token", "")));
`;
const QUIET = `import { readSetting } from "@devicescript/settings";
await readSetting("token", "");
`;

const project = tempProject({ "a.ts": LEAKY, "b.ts": QUIET, "c.ts": "const = ;\n" });
const [a, b, c] = ["a.ts", "b.ts", "c.ts"].map((file) => join(project, file));

function request(...targets: readonly string[]): CheckRequest {
  return {
    targets,
    seed: 1,
    virtualMicros: 2_000_000,
    board: null,
    scenario: null,
    untrusted: null,
    explore: null,
    require: null,
    work: 1,
    threads: null,
    baseline: null,
    against: null,
    reports: [],
    reportFolder: ".",
  };
}

/** A context that keeps what happens, and is cancelled at the given event. */
function recorder<Item>(stopAt: TaskEvent<Item>["kind"] | null = null) {
  const events: TaskEvent<Item>[] = [];
  const stop = new AbortController();
  const on = (event: TaskEvent<Item>) => {
    events.push(event);
    if (event.kind === stopAt) stop.abort();
  };
  const items = () => events.flatMap((event) => (event.kind === "item" ? [event.item] : []));
  return { context: { on, signal: stop.signal }, events, items };
}

describe("the task check", () => {
  it("says what it begins, and gives each firmware as soon as it was judged", async () => {
    const { context, events, items } = recorder<CheckItem>();
    const { document, exitCode, stale, written } = await check(request(a, b, c), context);
    expect(events.map(({ kind }) => kind)).toEqual(["step", "item", "step", "item", "step", "item"]);
    expect(items().map(({ index, total, report }) => [index, total, report.kind])).toEqual([
      [0, 3, "firmware"],
      [1, 3, "firmware"],
      [2, 3, "unbuilt"],
    ]);
    expect(document.reported).toEqual(items().map(({ report }) => report));
    expect({ exitCode, stale, written }).toEqual({ exitCode: 1, stale: null, written: [] });
  });

  it("takes and returns plain data", async () => {
    const { context } = recorder<CheckItem>();
    const result = await check(JSON.parse(JSON.stringify(request(b, c))), context);
    expect(structuredClone(result)).toStrictEqual(result);
    expect(result.exitCode).toBe(3);
    expect(JSON.parse(jsonReport(result.document)).appliances).toHaveLength(2);
  });

  it("takes leaks into a baseline, and passes with it", async () => {
    const { context } = recorder<CheckItem>();
    const file = join(project, "known.json");
    const update = { reason: "support reads the log", expires: null, owner: null, ticket: null };
    const first = await check({ ...request(a), baseline: { file, update } }, context);
    expect([first.exitCode, first.stale, first.document.baseline]).toEqual([0, [], { stale: [] }]);
    const fixed = await check({ ...request(a), baseline: { file, update: null }, seed: 2 }, context);
    expect([fixed.exitCode, fixed.stale]).toEqual([0, []]);
  });

  it("is cancelled between one firmware and the next", async () => {
    const { context, items } = recorder<CheckItem>("item");
    const error = await check(request(a, b, c), context).catch((caught) => caught);
    expect(error).toBeInstanceOf(UserError);
    expect([error.exitCode, error.message]).toEqual([130, "Interrupted: 1 of 3 firmwares checked."]);
    expect(items()).toHaveLength(1);
  });

  it("refuses what is no firmware before it begins", async () => {
    const { context, events } = recorder<CheckItem>();
    await expect(check(request(a, "no/such/thing"), context)).rejects.toThrow("no such file");
    expect(events).toEqual([]);
  });
});

describe("the task run", () => {
  const life = {
    ...{ firmware: a, seed: 1, virtualMicros: 2_000_000, board: null, scenario: null, untrusted: null },
    ...{ observers: null, channels: ["log"] as const, save: null, pcapng: null, saveSecrets: null },
  };

  it("gives the events that are asked for, secrets replaced by their names", async () => {
    const { context, items } = recorder<ReportedEvent>();
    expect(await run(life, context)).toEqual({ firmware: relative(".", a), failure: null, exitCode: 0 });
    expect(new Set(items().map(({ channel }) => channel))).toEqual(new Set(["log"]));
    expect(items().map(({ payload }) => payload)).toContain("> token ‹settings.token›");
    expect(structuredClone(items())).toStrictEqual(items());
  });

  it("refuses to write two things to one file", async () => {
    const file = join(project, "out.jsonl");
    const { context } = recorder<ReportedEvent>();
    await expect(run({ ...life, save: file, saveSecrets: file }, context)).rejects.toThrow(
      "--save and --save-secrets name the same file",
    );
  });
});

describe("the task diff", () => {
  const versions = {
    ...{ seed: 1, virtualMicros: 2_000_000, board: null, scenario: null, untrusted: null },
    ...{ reports: [], reportFolder: "." },
  };

  it("compares two versions, as plain data", async () => {
    const { context } = recorder();
    const result = await diff({ ...versions, old: b, new: a }, context);
    expect(result.exitCode).toBe(1);
    expect(result.document.compared[0].difference.more).toBe(true);
    expect(structuredClone(result)).toStrictEqual(result);
    expect((await diff({ ...versions, old: a, new: a }, context)).exitCode).toBe(0);
  });

  it("is cancelled before it judges", async () => {
    const { context } = recorder("step");
    await expect(diff({ ...versions, old: b, new: a }, context)).rejects.toThrow("Interrupted");
  });
});
