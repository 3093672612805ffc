import { describe, expect, it } from "vitest";
import { coverage } from "../../sim/device/inside/coverage.ts";
import { formatLcov } from "../../src/report/lcov.ts";
import { firmware, run, settings } from "../firmware.ts";

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
});
