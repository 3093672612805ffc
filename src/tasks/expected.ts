/** Compares what the judge found with what a policy expects of a lesson or a bench case. */
import type { Image } from "../../sim/device/image.ts";
import type { Place } from "../../sim/tape/position.ts";
import type { Expected } from "../judge/policy/policy.ts";
import type { Verdict } from "../judge/verdict/check.ts";
import type { Finding } from "../judge/verdict/finding.ts";
import type { Problem } from "../report/document.ts";

/** In a firmware's source: the line on which the named secrets leak. */
const MARK = /^(?:(?!\/\/).)*\/\/.*\bleak: *([\w.,/:# -]+)/;

/** A marked line. */
export interface Mark extends Place {
  /** Names of the secrets that leak there. */
  readonly secrets: readonly string[];
}

/** Every way in which the verdict is not as expected; empty when it is. */
export function unexpected(image: Image, verdict: Verdict, expected: Expected): Problem[] {
  const problems: Problem[] = [];
  if (verdict.word !== expected.verdict)
    problems.push({ kind: "verdict", is: verdict.word, expected: expected.verdict });
  const leaks = verdict.findings.filter((f) => f.allowed === null);
  const wanted = expected.findings ?? [];
  for (const want of wanted)
    if (!leaks.some((leak) => isAlike(leak, want))) problems.push({ kind: "not found", ...named(want) });
  leaks.forEach((leak, i) => {
    const isFirst = leaks.findIndex((other) => isAlike(other, leak)) === i;
    if (isFirst && !wanted.some((want) => isAlike(want, leak)))
      problems.push({ kind: "not expected", ...named(leak) });
  });

  for (const want of wanted) {
    const { secret, observer, bits } = want;
    if (bits === undefined) continue;
    const same = leaks.filter((leak) => isAlike(leak, want));
    if (same.some((f) => f.bits !== null && (bits < f.bits.low || f.bits.high < bits)))
      problems.push({ kind: "size", secret, observer, bits });
  }

  const marks = markedLines(image);
  for (const { secret, source, from } of leaks) {
    // The phone's app has no line in the firmware for its own actions.
    if (source === null && from !== "device") continue;
    if (source === null || !isMarked(marks, source, secret)) {
      const place = source === null ? null : { file: source.file, line: source.line };
      problems.push({ kind: "not marked", secret, place });
    }
  }
  for (const { file, line, secrets } of marks) {
    for (const secret of secrets) {
      const isThere = leaks.some(
        (f) => f.secret === secret && f.source?.file === file && f.source.line === line,
      );
      if (!isThere) problems.push({ kind: "marked", secret, file, line });
    }
  }
  return problems;
}

/** Lines that say what leaks on them. */
export function markedLines(image: Image): Mark[] {
  return image.debug.sources
    .filter(({ path }) => !path.includes("node_modules/"))
    .flatMap(({ path, text }) =>
      (text ?? "").split("\n").flatMap((code, index) => {
        const mark = MARK.exec(code);
        const secrets = mark === null ? [] : mark[1].split(",").map((name) => name.trim());
        return mark === null ? [] : [{ file: path, line: index + 1, secrets }];
      }),
    );
}

/** Mark test: true when a comment says that the secret leaks there. */
export function isMarked(marks: readonly Mark[], { file, line }: Place, secret: string): boolean {
  return marks.some((mark) => mark.file === file && mark.line === line && mark.secrets.includes(secret));
}

type Named = Pick<Finding, "secret" | "degree" | "observer">;

function named({ secret, degree, observer }: Named): Named {
  return { secret, degree, observer };
}

function isAlike(a: Named, b: Named): boolean {
  return a.secret === b.secret && a.degree === b.degree && a.observer === b.observer;
}
