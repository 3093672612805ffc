/** Measures of the figures, a function a part. */
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildRows } from "../build.ts";
import { FAMILIES } from "../leakbench/families.ts";
import type { Outcome } from "../leakbench/outcome.ts";
import { speedRows } from "../speed.ts";
import { startRows } from "../start.ts";
import type { Row } from "../table.ts";
import type { Figure, Part } from "./figure.ts";
import { plainSearch } from "./plain-search.ts";

export type Measured = Pick<Figure, "title" | "note" | "rows">;

const REPOSITORY = join(import.meta.dirname, "../..");
const COMMAND = join(REPOSITORY, "dist/src/cli/start.js");
const MAX_OUTPUT_BYTES = 2 ** 28;
/** Folders of firmware with policies that say what is expected. */
const CASES = ["devs/appliances", "devs/pairings", "devs/lessons"];

/** `isMeasured`: LeakBench's results of an earlier run count. */
export const MEASURES: Readonly<Record<Part, (isMeasured: boolean) => Measured | Promise<Measured>>> = {
  leakbench,
  cases,
  "plain-search": async () => ({
    title: "Against a plain search",
    note: "LeakBench's cases for a search of the credential's own bytes in everything that each observer sees in the first run, inside TLS too: what somebody finds who records all of it, with all keys, and looks for the value. The scenario of a case is told to the search, so that of triggers (E and J) it finds what it would otherwise have to wait for. No other program was run for it.",
    rows: await plainSearch(),
  }),
  speed: () => ({
    title: "Speed",
    note: "Virtual over real time, everything recorded, and the start of the command over that of Node. The larger the first, the shorter a check.",
    rows: rowsOf([...speedRows(), ...startRows()]),
  }),
  build: () => ({
    title: "Build, against DeviceScript's own command",
    note: "`tightlip build` makes the same bytes as `devs build`; the factor is the time of the latter over that of the former, whole processes.",
    rows: rowsOf(buildRows()),
  }),
};

function rowsOf(rows: readonly Row[]): string[][] {
  return [
    ["what", "figure", "target", "measured"],
    ...rows.map((row) => [row.what, row.figure, row.target, row.raw]),
  ];
}

function leakbench(isMeasured: boolean): Measured {
  if (!isMeasured) spawnSync("npm", ["run", "leakbench"], { cwd: REPOSITORY, stdio: "inherit" });
  const { cases: all } = JSON.parse(readFileSync(join(REPOSITORY, "leakbench.json"), "utf8")) as {
    readonly cases: readonly Outcome[];
  };
  const rows = Object.entries(FAMILIES).map(([letter, title]) => familyRow(letter, title, all));
  return {
    title: "LeakBench, by family",
    note: "Small firmwares with one behaviour each and a policy that says what must be found ([how the judge decides](judge.md#whether-to-believe-it)). A false alarm accuses somebody without reason; a case is as expected when verdict, secrets, observers, degrees and lines are.",
    rows: [
      ["family", "cases", "as expected", "leaks found", "right degree", "right line", "false alarms"],
      ...rows,
      familyRow("", "all", all),
    ],
  };
}

function familyRow(letter: string, title: string, all: readonly Outcome[]): string[] {
  const cases = all.filter(({ id }) => id.startsWith(letter));
  const sum = (of: (one: Outcome) => number) => cases.reduce((total, one) => total + of(one), 0);
  const expected = sum((one) => one.expected);
  return [
    letter === "" ? title : `${letter.toUpperCase()}: ${title}`,
    `${cases.length}`,
    `${cases.filter(({ problems }) => problems.length === 0).length}`,
    `${sum((one) => one.found)} of ${expected}`,
    `${sum((one) => one.degreeRight)} of ${expected}`,
    `${sum((one) => one.lineRight)} of ${expected}`,
    `${sum(({ falseAlarms }) => falseAlarms.length)}`,
  ];
}

interface CheckedFirmware {
  readonly verdict: string;
  readonly asExpected: boolean | null;
  readonly scope?: { readonly branches: { readonly ran: number; readonly total: number } | null };
}

function cases(): Measured {
  const rows = CASES.map((folder) => {
    const checked = checkedIn(folder);
    const count = (word: string) => `${checked.filter(({ verdict }) => verdict === word).length}`;
    const branches = checked.flatMap(({ scope }) => scope?.branches ?? []).filter(({ total }) => total > 0);
    const sum = (of: (one: (typeof branches)[number]) => number) =>
      branches.reduce((total, one) => total + of(one), 0);
    const least = Math.min(...branches.map(({ ran, total }) => ran / total));
    return [
      folder,
      `${checked.length}`,
      ...[count("keeps"), count("leaks"), count("unknown")],
      `${checked.filter(({ asExpected }) => asExpected === true).length}`,
      `${sum(({ ran }) => ran)} of ${sum(({ total }) => total)}`,
      `${Math.floor(100 * least)}%`,
    ];
  });
  return {
    title: "Cases and coverage",
    note: "Appliances, ways of pairing and lessons of this repository, each against what its policy expects, and the branches of their own code that ran in all runs of the check: over all, and of the firmware with the smallest share.",
    rows: [
      ["folder", "firmwares", "keeps", "leaks", "unknown", "as expected", "branches that ran", "least share"],
      ...rows,
    ],
  };
}

function checkedIn(folder: string): readonly CheckedFirmware[] {
  const { stdout } = spawnSync(process.execPath, [COMMAND, "check", folder, "--json"], {
    cwd: REPOSITORY,
    encoding: "utf8",
    maxBuffer: MAX_OUTPUT_BYTES,
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(stdout).appliances;
}

/** Day of the commit that is checked out. */
export function commitDay(): string {
  const text = execFileSync("git", ["log", "-1", "--format=%cs"], { cwd: REPOSITORY, encoding: "utf8" });
  return text.trim();
}
