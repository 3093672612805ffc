/**
 * `npm run leakbench`: judges the cases of devs/leakbench, prints the table by family and the targets, and writes
 * all of it to leakbench.json. Exit code 1 when a target is missed. `-- --seed 2 --families gh` judges the cases of two
 * families with another seed.
 */
import { readdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, join } from "node:path";
import { Command } from "commander";
import { Tinypool } from "tinypool";
import { formatTable, median } from "../table.ts";
import { FAMILIES } from "./families.ts";
import type { Outcome, SearchedCase } from "./outcome.ts";
import { searchTargets, type Target, targetsOf } from "./targets.ts";

const CASES = "devs/leakbench";
const REPORT = "leakbench.json";
/** Families that are timed apart from the others. */
const LATER = "gh";

const { seed, families, search } = new Command()
  .option("--seed <number>", "from which all chance is made", Number, 1)
  .option("--families <letters>", "families to judge", Object.keys(FAMILIES).join(""))
  .option("--search", "measure the search for triggers only, and judge nothing")
  .parse()
  .opts<{ seed: number; families: string; search?: true }>();
const files = readdirSync(CASES)
  .filter((file) => /^[a-hj]\d\d\.ts$/.test(file) && families.includes(file[0]!))
  .sort()
  // Those that take longest are last in the alphabet: they start first.
  .reverse()
  .map((file) => join(CASES, file));
const pool = new Tinypool({
  filename: new URL("./worker.mjs", import.meta.url).href,
  maxThreads: availableParallelism(),
  // Of a process, and of no thread, the processor time can be had.
  runtime: "child_process",
});
if (search === true) {
  const searched = (await Promise.all(
    files.map((file) => pool.run({ file, seed }, { name: "searchedCase" })),
  )) as (SearchedCase | null)[];
  const targets = searchTargets(searched.filter((one) => one !== null));
  printTargets(targets);
  process.exit(targets.every(({ isMet }) => isMet) ? 0 : 1);
}
/** By the text of their policies, so that those of a day can be timed apart. */
const [short, long] = await split(files);
const [outcomes, seconds] = await timed(short.filter((file) => !isLater(file)));
const [later, laterSeconds] = await timed(short.filter(isLater));
const [dayLong, daySeconds] = await timed(long);
await pool.destroy();

const all = [...outcomes, ...later, ...dayLong].sort((a, b) => (a.id < b.id ? -1 : 1));
const targets = targetsOf(all);
console.log(familyTable(all));
console.log();
for (const { id, problems } of all) for (const problem of problems) console.log(`${id}: ${problem}`);
printTargets(targets);
console.log(
  `\nJudging a case takes as long as ${Math.round(median(all.map((o) => o.runs)))} runs, in the median.`,
);
console.log(`${outcomes.length} cases of other families, but those of a day: ${Math.round(seconds)} s.`);
console.log(`${later.length} cases of ${LATER}: ${Math.round(laterSeconds)} s.`);
console.log(`${dayLong.length} cases of a day: ${Math.round(daySeconds)} s. Everything is in ${REPORT}.`);
writeFileSync(REPORT, `${JSON.stringify({ targets, cases: all }, null, 2)}\n`);
process.exitCode = targets.every((t) => t.isMet) ? 0 : 1;

function printTargets(targets: readonly Target[]): void {
  console.log(formatTable(targets.map((t) => ({ ...t, what: `${t.isMet ? "✔" : "✖"} ${t.what}` }))));
}

/** True if a case is of a family that is timed apart. */
function isLater(file: string): boolean {
  return LATER.includes(basename(file)[0]!);
}

/** Outcomes of the cases, and the seconds that judging them took. */
async function timed(cases: readonly string[]): Promise<[Outcome[], number]> {
  const start = performance.now();
  const outcomes = await Promise.all(cases.map((file) => pool.run({ file, seed }) as Promise<Outcome>));
  return [outcomes, (performance.now() - start) / 1000];
}

async function split(cases: readonly string[]): Promise<[string[], string[]]> {
  const isLong = await Promise.all(cases.map((file) => pool.run(file, { name: "isDayLong" })));
  return [cases.filter((_, i) => !isLong[i]), cases.filter((_, i) => isLong[i])];
}

function familyTable(results: readonly Outcome[]): string {
  const judged = Object.entries(FAMILIES).filter(([letter]) => families.includes(letter));
  const rows = judged.map(([letter, title]) => {
    const cases = results.filter((o) => o.id.startsWith(letter));
    const sum = (of: (o: Outcome) => number) => cases.reduce((total, o) => total + of(o), 0);
    return [
      `${letter.toUpperCase()} ${title}`,
      cases.length,
      cases.filter((o) => o.problems.length === 0).length,
      `${sum((o) => o.found)}/${sum((o) => o.expected)}`,
      sum((o) => o.degreeRight),
      sum((o) => o.lineRight),
      sum((o) => o.falseAlarms.length),
      `${sum((o) => o.seconds).toFixed(1)} s`,
    ].map(String);
  });
  const table = [
    ["family", "cases", "as expected", "leaks found", "degree", "line", "false alarms", "time"],
    ...rows,
  ];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  return table
    .map((row) =>
      row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join("  "),
    )
    .join("\n");
}
