import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { toBytes } from "../../sim/tape/bytes.ts";
import { Baseline } from "../../src/report/baseline.ts";
import { baselineText, parseBaseline } from "../../src/report/baseline-file.ts";
import type { FirmwareReport } from "../../src/report/document.ts";
import { newLeaks } from "../../src/report/reported.ts";
import type { Suppression } from "../../src/report/suppression.ts";
import { exitCode } from "../../src/tasks/check.ts";
import { UserError } from "../../src/user-error.ts";
import { tempProject } from "../compile/temp-project.ts";
import { TRIES } from "../soak.ts";
import { checked, observed } from "./checked.ts";

const TODAY = "2026-11-24";
const UNOWNED = { reason: "as agreed", expires: null, owner: null, ticket: null };
const FIRMWARE = `import { readSetting } from "@devicescript/settings";
const token = await readSetting("token", "");
console.log("token " + token);
`;

let main: string;
let result: FirmwareReport;
let accepted: Suppression[];

beforeAll(async () => {
  main = join(tempProject({ "src/main.ts": FIRMWARE }), "src/main.ts");
  result = await checked(main);
  const baseline = new Baseline([], TODAY);
  baseline.accept(result, {
    ...{ reason: "support reads the log", expires: "2026-12-31" },
    ...{ owner: "support", ticket: null },
  });
  accepted = baseline.suppressions;
});

function withBaseline(suppressions: readonly Suppression[], today = TODAY) {
  const baseline = new Baseline(suppressions, today);
  return { baseline, result: baseline.applied(result) };
}

describe("a baseline", () => {
  it("takes in the leaks that are found, with a reason, and holds no secret", async () => {
    expect(accepted).toMatchObject([
      {
        main: "src/main.ts",
        rule: "clear/log",
        secret: "settings.token",
        observer: "cable",
        reason: "support reads the log",
        expires: "2026-12-31",
        owner: "support",
        ticket: null,
      },
    ]);
    expect(parseBaseline("known.json", baselineText(accepted))).toEqual(accepted);
    expect(baselineText(accepted)).not.toContain("ticket");
    const { scanner } = await observed(main);
    expect(scanner.scan(toBytes(baselineText(accepted)))).toEqual([]);
  });

  it("lets a check pass whose leaks it has, and no other", () => {
    expect(exitCode([result])).toBe(1);
    const { result: known } = withBaseline(accepted);
    expect(newLeaks(known)).toEqual([]);
    expect(exitCode([known])).toBe(0);
    expect(exitCode([withBaseline([]).result])).toBe(1);
  });

  it("knows the leaks of a literal that is called by its line again when the line has moved", async () => {
    const leaksOf = async (source: string) => {
      const moved = await checked(join(tempProject({ "src/main.ts": source }), "src/main.ts"));
      const baseline = new Baseline([], TODAY);
      baseline.accept(moved, { ...UNOWNED, expires: "2026-12-31" });
      return baseline.suppressions;
    };
    const source = 'const apiKey = "k7Qw2mZx9TbRv4";\nconsole.log(apiKey);\n';
    const [old, now] = [await leaksOf(source), await leaksOf(`// Moves.\n${source}`)];
    expect(old.map(({ secret }) => secret)).toEqual(["literal.src/main.ts:1", "literal.src/main.ts:1"]);
    expect(now.map(({ secret }) => secret)).toEqual(["literal.src/main.ts:2", "literal.src/main.ts:2"]);
    expect(now.map(({ fingerprint }) => fingerprint)).toEqual(old.map(({ fingerprint }) => fingerprint));
  });

  it("does not know one that is worse, and says that the old one is stale", async () => {
    const encoded = { ...accepted[0], rule: "encoded/log", fingerprint: "0".repeat(32) };
    const { baseline, result: known } = withBaseline([encoded]);
    expect(exitCode([known])).toBe(1);
    expect(baseline.stale).toEqual([encoded]);
    baseline.dropStale();
    expect(baseline.suppressions).toEqual([]);
  });

  it("accepts until the last day, and not a day longer", () => {
    expect(exitCode([withBaseline(accepted, "2026-12-31").result])).toBe(0);
    const { baseline, result: lapsed } = withBaseline(accepted, "2027-01-01");
    expect(exitCode([lapsed])).toBe(1);
    expect(baseline.stale).toEqual([]);
    baseline.accept(lapsed, { ...UNOWNED, reason: "again" });
    expect(baseline.suppressions).toEqual(accepted);
  });

  it("leaves alone what is not checked, or could not be judged", () => {
    const elsewhere = { ...accepted[0], main: "other.ts", fingerprint: "1".repeat(32) };
    expect(withBaseline([...accepted, elsewhere]).baseline.stale).toEqual([]);
    const baseline = new Baseline(accepted, TODAY);
    baseline.applied({ ...result, verdict: { ...result.verdict, word: "unknown", findings: [] } });
    expect(baseline.stale).toEqual([]);
  });

  it("takes in nothing of firmware whose policy says what to expect", () => {
    const baseline = new Baseline([], TODAY);
    baseline.accept({ ...result, expected: { verdict: "leaks", problems: [] } }, UNOWNED);
    expect(baseline.suppressions).toEqual([]);
  });

  it("comes back from its file as it was", () => {
    expect(parseBaseline("b.json", baselineText(accepted))).toEqual(accepted);
  });
});

describe("a broken baseline file", () => {
  it("is refused, and never crashes, whatever is in it", () => {
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record({ schema: fc.constant(1), suppressions: fc.jsonValue() })
        .map((value) => JSON.stringify(value)),
      fc
        .tuple(fc.constantFrom(...Object.keys(accepted[0])), fc.jsonValue())
        .map(([key, value]) =>
          JSON.stringify({ schema: 1, suppressions: [{ ...accepted[0], [key]: value }] }),
        ),
    );
    const read = (text: string) => {
      try {
        return parseBaseline("b.json", text).every(({ reason }) => reason.trim() !== "");
      } catch (error) {
        return error instanceof UserError && !error.message.includes("\n");
      }
    };
    fc.assert(fc.property(anything, read), { seed: 1, numRuns: TRIES });
  });

  const file = (change: object) =>
    JSON.stringify({ schema: 1, suppressions: [{ ...accepted[0], ...change }] });
  const cases: Readonly<Record<string, readonly [text: () => string, complaint: string]>> = {
    "not JSON": [() => "{", "is not JSON"],
    "JSON of something else": [() => "[]", "is no baseline"],
    "of a later schema": [() => '{ "schema": 2 }', "is of schema 2, this tightlip reads schema 1"],
    "without suppressions": [() => '{ "schema": 1 }', '"suppressions" is missing'],
    "without a reason": [() => file({ reason: " " }), '"suppressions.0.reason" must say why'],
    "with a day that there is not": [
      () => file({ expires: "2027-02-30" }),
      '"suppressions.0.expires" must be a day',
    ],
    "with a fingerprint that is none": [() => file({ fingerprint: "x" }), "must be 32 hexadecimal digits"],
    "with a field too many": [() => file({ expire: null }), 'Did you mean "expires"?'],
    "with an entry twice": [
      () => JSON.stringify({ schema: 1, suppressions: [accepted[0], accepted[0]] }),
      "twice; remove one",
    ],
  };

  it.each(Object.entries(cases))("is refused in one line: %s", (_, [text, complaint]) => {
    let error: unknown;
    try {
      parseBaseline("b.json", text());
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(UserError);
    const { message, exitCode: code } = error as UserError;
    expect([message.startsWith("b.json: "), message.includes("\n"), code]).toEqual([true, false, 2]);
    expect(message).toContain(complaint);
  });
});
