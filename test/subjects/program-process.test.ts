/** Policies and configs that are programs run in a process of their own, and cannot end or hold up a check. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import type { ProgramProcess as Process } from "../../src/subjects/definitions/program-process.ts";
import type { UserError } from "../../src/user-error.ts";
import { REPOSITORY } from "../cli/cli.ts";
import { tempFolder } from "../compile/temp-project.ts";

/** As it is built: a process that starts from the source has all of it to translate first. */
const BUILT = pathToFileURL(join(REPOSITORY, "dist/src/subjects/definitions/program-process.js")).href;
const { ProgramProcess } = (await import(BUILT)) as { ProgramProcess: typeof Process };

const opened: Process[] = [];

afterEach(() => {
  for (const programs of opened.splice(0)) programs.close();
});

/** Long enough for a loaded machine; what must not end in time never would. */
const LIMITS = { loadMillis: 20_000, callMillis: 10_000 };

/** Default export of a program, run in a process of its own. */
async function run(text: string, limits = LIMITS): Promise<unknown> {
  const path = join(tempFolder({ "main.policy.ts": text }), "main.policy.ts");
  const programs = new ProgramProcess(limits);
  opened.push(programs);
  return programs.run({ path, shown: "main.policy.ts" }, "policy");
}

async function complaint(of: Promise<unknown> | (() => unknown)): Promise<string> {
  try {
    await (typeof of === "function" ? of() : of);
  } catch (error) {
    expect(error).toMatchObject({ name: "UserError", exitCode: 2 } satisfies Partial<UserError>);
    expect((error as Error).message).not.toContain("\n");
    return (error as Error).message;
  }
  throw new Error("nothing was refused");
}

describe("a program", () => {
  it("gives its default export, with functions that can be called", async () => {
    const policy = (await run(`import { definePolicy, scenario } from "tightlip";
      export default definePolicy({
        for: "5m",
        scenarios: [scenario("a press").press("button")],
        servers: { "*": ({ target, body }) => ({ status: 200, body: target + "," + body.length }) },
        releases: [{ name: "n", secret: "s", observer: "endpoint", channel: "http", why: "w",
          computes: (value, received) => [new Uint8Array([value.length, received.length])] }],
      });`)) as {
      servers: Record<string, (...values: unknown[]) => unknown>;
      releases: { computes: (...values: unknown[]) => unknown }[];
    };
    expect(policy).toMatchObject({ for: "5m", scenarios: [{ name: "a press" }], releases: [{ name: "n" }] });
    const request = { method: "GET", target: "/x", headers: {}, body: new Uint8Array(3) };
    const visit = { host: "h", number: 1, atMicros: 0 };
    expect(policy.servers["*"]!(request, visit)).toEqual({ status: 200, body: "/x,3" });
    expect(policy.releases[0]!.computes("four", [new Uint8Array(1)])).toEqual([new Uint8Array([4, 1])]);
  });

  it.each([
    ["ends its process", "process.exit(0);", "it ended its process (exit code 0)."],
    ["kills its process", 'process.kill(process.pid, "SIGKILL");', "it ended its process (SIGKILL)."],
    ["throws", 'throw new Error("no such thing");', "no such thing"],
    ["imports what is not there", 'import "./none.ts";', "Cannot find module"],
    ["holds itself", "const a = {}; a.a = a; export default a;", "holds itself"],
  ])("that %s cannot be loaded", async (_, text, why) => {
    const message = await complaint(run(text));
    expect(message).toContain("main.policy.ts: the policy cannot be loaded: ");
    expect(message).toContain(why);
  });

  it("can use all of the library, while it is loaded and when it is called", async () => {
    const used = 'typeof play + " " + (new Life(null as never) instanceof Life)';
    const policy = (await run(`import { Life, play } from "tightlip";
      export default { for: ${used}, servers: { "*": () => ({ status: 200, body: ${used} }) } };`)) as {
      for: string;
      servers: Record<string, () => unknown>;
    };
    expect(policy.for).toBe("function true");
    expect(policy.servers["*"]!()).toEqual({ status: 200, body: "function true" });
    const later = (await run(`import * as tightlip from "tightlip";
      export default { servers: { "*": () => ({ body: typeof tightlip.play }) } };`)) as typeof policy;
    expect(later.servers["*"]!()).toEqual({ body: "function" });
  });

  it("that never ends is ended", async () => {
    const text = "for (;;);\nexport default {};";
    expect(await complaint(run(text, { ...LIMITS, loadMillis: 2_000 }))).toContain(
      "it takes longer than 2 s.",
    );
  });

  it("is not blamed for one that ended the process before it", async () => {
    const folder = tempFolder({
      "a.ts": "setImmediate(() => process.exit(0));\nexport default {};\n",
      "b.ts": 'export default { for: "5m" };\n',
    });
    const programs = new ProgramProcess(LIMITS);
    opened.push(programs);
    await programs.run({ path: join(folder, "a.ts"), shown: "a.ts" }, "config");
    expect(await programs.run({ path: join(folder, "b.ts"), shown: "b.ts" }, "policy")).toEqual({
      for: "5m",
    });
  });

  it("cannot answer for another", async () => {
    const text = `for (let id = 0; id < 9; id++) process.send({ kind: "loaded", id: id + 1, export: { value: { for: "1s" }, functions: [] } });
      export default { for: "5m" };`;
    expect(await run(text)).toEqual({ for: "5m" });
  });
});

describe("a function of a program", () => {
  const calling = async (body: string, limits = LIMITS) => {
    const policy = (await run(`export default { servers: { "*": () => { ${body} } } };`, limits)) as {
      servers: Record<string, () => unknown>;
    };
    return () => policy.servers["*"]!();
  };

  it.each([
    ["ends the process", "process.exit(0);", "ended its process (exit code 0)."],
    ["answers later", "return Promise.resolve();", "answers with a promise"],
    ["throws", 'throw new TypeError("sesame");', "failed (TypeError)."],
    ["answers what is no data", "return () => 1;", "failed ("],
  ])("that %s ends the check with a reason", async (_, body, why) => {
    const message = await complaint(await calling(body));
    expect(message).toContain(`main.policy.ts: function "servers.*" ${why}`);
    expect(message).not.toContain("sesame");
  });

  it("that never ends is ended", async () => {
    const call = await calling("for (;;);", { ...LIMITS, callMillis: 1_000 });
    expect(await complaint(call)).toContain("takes longer than 1 s.");
  });
});
