/**
 * Coverage as an lcov tracefile, which editors and coverage services read.
 *
 * Format: the manual page geninfo(1) of lcov, section "Files".
 */
import type {
  Coverage,
  CoveredBranch,
  CoveredFunction,
  CoveredLine,
} from "../../sim/device/inside/coverage.ts";
import type { ReportDocument } from "./document.ts";
import { inline } from "./printable.ts";

/** Records of each firmware, with the times that its code ran in all runs of its check. */
export function lcovReport({ reported }: ReportDocument): string {
  return reported.map((one) => (one.kind === "firmware" ? formatLcov(one.coverage) : "")).join("");
}

/** One record for each source file, in alphabetical order. Paths are relative to the project's root. */
export function formatLcov({
  branches,
  functions,
  lines,
}: Pick<Coverage, "branches" | "functions" | "lines">): string {
  const files = [...new Set(lines.map(({ file }) => file))].sort();
  const of = <T extends { readonly file: string }>(all: readonly T[], file: string) =>
    all.filter((item) => item.file === file);
  return files
    .flatMap((file) => [
      "TN:",
      `SF:${inline(file)}`,
      ...functionRecords(of(functions, file)),
      ...branchRecords(of(branches, file)),
      ...lineRecords(of(lines, file)),
      "end_of_record",
    ])
    .map((line) => `${line}\n`)
    .join("");
}

function functionRecords(functions: readonly CoveredFunction[]): string[] {
  // Readers tell functions apart by name, and all that have none of their own are called alike.
  const isTaken = (name: string) => functions.filter((fn) => fn.functionName === name).length > 1;
  const named = functions.map(({ functionName: name, line, times }) => ({
    name: inline(isTaken(name) ? `${name}:${line}` : name),
    line,
    times,
  }));
  return [
    ...named.map(({ name, line }) => `FN:${line},${name}`),
    ...named.map(({ name, times }) => `FNDA:${times},${name}`),
    `FNF:${named.length}`,
    `FNH:${named.filter(({ times }) => times > 0).length}`,
  ];
}

/** Branch 0 is the one that goes on, branch 1 the one that jumps; a dash says that neither was ever chosen. */
function branchRecords(branches: readonly CoveredBranch[]): string[] {
  const outcomes = branches.flatMap(({ line, passed, jumped }, block) =>
    [passed, jumped].map((times, branch) => ({
      times,
      text: `BRDA:${line},${block},${branch},${passed + jumped === 0 ? "-" : times}`,
    })),
  );
  return [
    ...outcomes.map(({ text }) => text),
    `BRF:${outcomes.length}`,
    `BRH:${outcomes.filter(({ times }) => times > 0).length}`,
  ];
}

function lineRecords(lines: readonly CoveredLine[]): string[] {
  return [
    ...lines.map(({ line, times }) => `DA:${line},${times}`),
    `LF:${lines.length}`,
    `LH:${lines.filter(({ times }) => times > 0).length}`,
  ];
}
