/**
 * Agreement of the analysis of paths with the judge: each case of LeakBench, what its policy expects of runs beside what the
 * analysis says without running it. `node --import jiti/register bench/paths.ts` prints the matrix and each disagreement.
 */

import { buildImage } from "../src/compile/build.ts";
import { namedSecrets } from "../src/judge/policy/policy.ts";
import { type Path, pathsOf } from "../src/paths/paths.ts";
import { readProgram } from "../src/paths/program.ts";
import { findAppliances } from "../src/subjects/appliance.ts";
import { loadPolicy } from "../src/subjects/policy-file.ts";
import { formatTable, median, millis, processorTime, type Row } from "./table.ts";

const CASES = "devs/leakbench";

interface Agreement {
  readonly case: string;
  /** Leaks that runs show; those of them that have a path of values, and of decisions as well. */
  readonly leaks: number;
  readonly byValue: number;
  readonly byDecision: number;
  /** Honest, and without a path. */
  readonly isHonest: boolean;
  readonly isClean: boolean;
  readonly millis: number;
  readonly operations: number;
}

const found: Agreement[] = [];
for (const appliance of findAppliances(CASES)) {
  const { policy } = await loadPolicy(appliance);
  const { image } = buildImage(appliance.main);
  const secrets = namedSecrets(policy).map(({ name }) => name);
  let paths: readonly Path[] = [];
  const time = processorTime(() => {
    paths = pathsOf(image, { secrets }).paths;
  });
  const all = pathsOf(image, { secrets, implicit: true }).paths;
  const expected = policy.expected?.findings ?? [];
  const learns = (among: readonly Path[]) =>
    expected.filter(({ secret, observer }) =>
      among.some((path) => [secret, "settings.?"].includes(path.secret) && path.observers.includes(observer)),
    ).length;
  found.push({
    case: appliance.name,
    leaks: expected.length,
    byValue: learns(paths),
    byDecision: learns(all),
    isHonest: policy.expected?.verdict === "keeps",
    isClean: paths.every(({ release }) => release !== null),
    millis: time,
    operations: readProgram(image).operations,
  });
}

const sum = (of: (agreement: Agreement) => number) => found.reduce((total, one) => total + of(one), 0);
const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;
const leaks = sum((one) => one.leaks);
const honest = found.filter((one) => one.isHonest);
const clean = honest.filter((one) => one.isClean);
const rows: Row[] = [
  {
    what: "leaks with a path of values",
    raw: `${sum((one) => one.byValue)} of ${leaks}`,
    figure: percent(
      sum((one) => one.byValue),
      leaks,
    ),
    target: "",
  },
  {
    what: "leaks with a path, decisions followed",
    raw: `${sum((one) => one.byDecision)} of ${leaks}`,
    figure: percent(
      sum((one) => one.byDecision),
      leaks,
    ),
    target: ">= 97 %",
  },
  {
    what: "honest firmware without a path of values",
    raw: `${clean.length} of ${honest.length}`,
    figure: percent(clean.length, honest.length),
    target: "",
  },
  {
    what: "processor time a program",
    raw: `slowest ${millis(Math.max(...found.map((one) => one.millis)))}`,
    figure: millis(median(found.map((one) => one.millis))),
    target: "< 300 ms",
  },
  {
    what: "processor time an operation",
    raw: `${sum((one) => one.operations)} operations`,
    figure: `${((1000 * sum((one) => one.millis)) / sum((one) => one.operations)).toFixed(1)} µs`,
    target: "",
  },
];
process.stdout.write(`${formatTable(rows)}\n`);
for (const one of found)
  if (one.byDecision < one.leaks)
    process.stdout.write(`${one.case}: ${one.leaks - one.byDecision} leaks without a path\n`);
if (sum((one) => one.byDecision) / leaks < 0.97) process.exitCode = 1;
