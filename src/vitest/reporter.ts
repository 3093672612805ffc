/**
 * The entry `tightlip/vitest/reporter`: lists at the end of a run of vitest the verdicts that its tests came to, each
 * with who learns which credential to which degree.
 */
import type { Reporter, TestCase } from "vitest/node";
import { plural } from "../plural.ts";
import { grouped } from "../report/leak-groups.ts";
import { inline } from "../report/printable.ts";
import type { ToldVerdict } from "./told-verdict.ts";

const MARKS = { keeps: "✔", leaks: "✖", unknown: "?" } as const;

/** To be listed under `reporters`, behind `"default"`. */
export default class VerdictReporter implements Reporter {
  /** By test, so that only the last of its attempts and reruns counts. */
  private readonly byTest = new Map<string, readonly ToldVerdict[]>();

  onTestCaseResult(test: TestCase): void {
    this.byTest.set(test.id, test.meta().tightlip ?? []);
  }

  onTestRunEnd(): void {
    const tests = [...this.byTest.values()].map((verdicts) => grouped(verdicts, keyOf).map(([one]) => one));
    const verdicts = tests.flat();
    if (verdicts.length === 0) return;
    verdicts.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    const blocks = grouped(verdicts, keyOf).map((alike) => block(alike[0], alike.length));
    process.stdout.write(`\n Verdicts on firmware\n${blocks.join("")}`);
  }
}

function keyOf({ firmware, word, leaks }: ToldVerdict): string {
  return JSON.stringify([firmware, word, leaks]);
}

function block({ firmware, word, leaks }: ToldVerdict, tests: number): string {
  const head = ` ${MARKS[word]} ${inline(firmware)} ${word}, in ${plural(tests, "test")}`;
  return [head, ...leaks.map((leak) => `     ${inline(leak)}`)].map((line) => `${line}\n`).join("");
}
