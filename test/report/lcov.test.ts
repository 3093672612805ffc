import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { coverage } from "../../sim/device/inside/coverage.ts";
import { formatLcov } from "../../src/report/lcov.ts";
import { tempProject } from "../compile/temp-project.ts";
import { firmware, run, settings } from "../firmware.ts";
import { checked, rendered, unbuilt } from "./checked.ts";

describe("coverage in lcov's format", () => {
  it("has a record of functions, branches and lines for each file, with their totals", () => {
    const text = formatLcov({
      branches: [
        { file: "src/b.ts", line: 3, functionName: "main", pc: 10, passed: 2, jumped: 0 },
        { file: "src/b.ts", line: 5, functionName: "main", pc: 20, passed: 0, jumped: 0 },
      ],
      lines: [
        { file: "src/b.ts", line: 3, times: 2 },
        { file: "src/b.ts", line: 5, times: 0 },
        { file: "src/a.ts", line: 1, times: 1 },
      ],
      functions: [
        { file: "src/b.ts", line: 3, functionName: "main", pc: 9, isCalled: false, times: 1 },
        { file: "src/b.ts", line: 5, functionName: "inline", pc: 30, isCalled: true, times: 0 },
        { file: "src/b.ts", line: 6, functionName: "inline", pc: 40, isCalled: true, times: 4 },
      ],
    });

    expect(text.split("\n")).toEqual([
      ...[
        "TN:",
        "SF:src/a.ts",
        "FNF:0",
        "FNH:0",
        "BRF:0",
        "BRH:0",
        "DA:1,1",
        "LF:1",
        "LH:1",
        "end_of_record",
      ],
      ...["TN:", "SF:src/b.ts", "FN:3,main", "FN:5,inline:5", "FN:6,inline:6"],
      ...["FNDA:1,main", "FNDA:0,inline:5", "FNDA:4,inline:6", "FNF:3", "FNH:2"],
      ...["BRDA:3,0,0,2", "BRDA:3,0,1,0", "BRDA:5,1,0,-", "BRDA:5,1,1,-", "BRF:4", "BRH:1"],
      ...["DA:3,2", "DA:5,0", "LF:2", "LH:1", "end_of_record"],
      "",
    ]);
  });

  it("names the firmware's own files only, and is empty for none", () => {
    const image = firmware("inside/decides");
    const watch = { branches: true, statements: true } as const;
    const { device } = run(image, 2, { settings: settings({ mode: "eco" }), watch });

    const files = formatLcov(coverage(image, [device.observations])).match(/^SF:.*$/gm);
    expect(files).toEqual(["SF:test/firmware/inside/decides.ts"]);
    expect(formatLcov({ branches: [], lines: [], functions: [] })).toBe("");
  });

  it("adds up all runs of a check, and knows no firmware that did not build", async () => {
    const project = tempProject({
      "main.ts": `import { readSetting } from "@devicescript/settings"
const token = await readSetting("token", "")
if (token === "") {
    console.log("no token")
} else {
    console.log("a token")
}
function unused() {
    console.log("never")
}
if (token.length > 1_000) unused()
`,
      "broken.ts": "const = ;\n",
    });
    const text = rendered("lcov", [
      await checked(join(project, "main.ts")),
      await unbuilt(join(project, "broken.ts")),
    ]);
    expect(text).toMatch(/^TN:\nSF:main.ts\n/);
    expect(text).toMatch(/^FNDA:0,unused$/m);
    expect(text).toMatch(/^DA:8,0$/m);
    // The board is fresh from the factory in some of the runs.
    for (const line of [4, 6]) expect(text).toMatch(new RegExp(`^DA:${line},[1-9]\\d*$`, "m"));
    expect(text.match(/^end_of_record$/gm)).toHaveLength(1);
  });

  it("has its records in lines of their own, however a file or a function is called", () => {
    const file = "a\nDA:1,1\u202e.ts";
    const text = formatLcov({
      branches: [],
      lines: [{ file, line: 1, times: 0 }],
      functions: [{ file, line: 1, functionName: "x\nFNDA:9,y", pc: 1, isCalled: true, times: 0 }],
    });
    expect(text.split("\n").filter((line) => /^(DA:1,1|FNDA:9)/.test(line))).toEqual([]);
    expect(text).not.toMatch(/\u202e/);
  });
});
