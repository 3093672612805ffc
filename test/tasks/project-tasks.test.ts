/** Tasks about a project and the machine. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { listBoards } from "../../src/tasks/boards.ts";
import { build } from "../../src/tasks/build.ts";
import { cache } from "../../src/tasks/cache.ts";
import { doctor } from "../../src/tasks/doctor.ts";
import { explain } from "../../src/tasks/explain.ts";
import { lookAtFolder, planInit, writePlan } from "../../src/tasks/init.ts";
import { makeLabel } from "../../src/tasks/label.ts";
import { tempFolder, tempProject } from "../compile/temp-project.ts";
import { expectPlain, followed, outline } from "./followed.ts";

describe("the tasks about a project and the machine", () => {
  it("give plain results", async () => {
    expectPlain(listBoards({ folder: tempFolder() }));
    expectPlain(listBoards({ folder: tempFolder(), id: "esp32c3_bare" }));
    expectPlain(explain({}));
    expectPlain(explain({ id: "encoded/http" }));
    expectPlain(cache({ clean: false }));
    expectPlain(await doctor());
    expectPlain(await makeLabel({ file: join(tempFolder(), "label.txt"), drawings: [] }));
  });

  it("refuse a board, a rule and a firmware that are not there", async () => {
    expect(() => listBoards({ folder: ".", id: "esp32c3_bear" })).toThrow('Did you mean "esp32c3_bare"?');
    expect(() => explain({ id: "encodd/http" })).toThrow('Did you mean "encoded/http"?');
    await expect(build({ firmware: join(tempFolder(), "main.ts") }, followed())).rejects.toThrow("main.ts");
  });

  it("build a firmware, with a step that says it cannot be aborted", async () => {
    const folder = tempProject({ "src/main.ts": 'console.log("hello");\n' });
    const context = followed();
    const result = await build({ firmware: join(folder, "src/main.ts") }, context);
    expectPlain(result);
    expect(result).toMatchObject({ exitCode: 0, sizeBytes: expect.any(Number) });
    expect(context.events[0]).toEqual({ kind: "step", step: "building", isBlocking: true });
    expect(outline(context.events)[0]).toBe("step building");
  });

  it("set up a folder from a plan that travelled as JSON, and only when told to", async () => {
    const folder = tempFolder();
    const found = lookAtFolder({ folder, given: { name: "kettle", ci: [] } });
    expectPlain(found);
    const plan = planInit(found, found.defaults);
    expectPlain(plan);
    const planned = await writePlan(plan, false);
    expect(planned).toMatchObject({ written: false, exitCode: 0 });
    expect(existsSync(join(folder, "package.json"))).toBe(false);
    const result = await writePlan(JSON.parse(JSON.stringify(plan)), true);
    expectPlain(result);
    expect(existsSync(join(folder, "package.json"))).toBe(true);
    expect(() => lookAtFolder({ folder, given: { board: "nope" } })).toThrow('There is no board "nope"');
  });
});
