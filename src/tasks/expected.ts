/** Compares what the judge found with what a policy expects of a lesson or a bench case. */
import type { Image } from "../../sim/device/image.ts";
import type { Expected } from "../judge/policy/policy.ts";
import type { Verdict } from "../judge/verdict/check.ts";

/** In a firmware's source: the line on which the named secrets leak. */
const MARK = /\/\/.*\bleak: *([\w.,/:# -]+)/;

/** Every way in which the verdict is not as expected, in words; empty when it is. */
export function unexpected(image: Image, verdict: Verdict, expected: Expected): string[] {
  const problems: string[] = [];
  if (verdict.word !== expected.verdict) {
    problems.push(`the verdict is "${verdict.word}", expected was "${expected.verdict}"`);
  }
  const leaks = verdict.findings.filter((f) => f.allowed === null);
  const wanted = (expected.findings ?? []).map((f) => `${f.secret} ${f.degree} to ${f.observer}`);
  const found = new Set(leaks.map((f) => `${f.secret} ${f.degree} to ${f.observer}`));
  for (const want of wanted) if (!found.has(want)) problems.push(`not found: ${want}`);
  for (const have of found) if (!wanted.includes(have)) problems.push(`not expected: ${have}`);

  for (const { secret, observer, degree, bits } of expected.findings ?? []) {
    if (bits === undefined) continue;
    const same = leaks.filter((f) => f.secret === secret && f.observer === observer && f.degree === degree);
    if (same.some((f) => f.bits !== null && (bits < f.bits.low || f.bits.high < bits)))
      problems.push(`${secret} to ${observer}: ${bits} bits are not within what was measured`);
  }

  const marks = markedLines(image);
  for (const leak of leaks) {
    // What the phone's app does by itself has no line in the firmware.
    if (leak.source === null && leak.from !== "device") continue;
    const line = leak.source === null ? "an unknown line" : `${leak.source.file}:${leak.source.line}`;
    if (leak.source === null || !marks.get(line)?.includes(leak.secret)) {
      problems.push(`${leak.secret} leaks at ${line}, which no comment "leak: ${leak.secret}" marks`);
    }
  }
  for (const [line, secrets] of marks) {
    for (const secret of secrets) {
      const there = leaks.some((f) => f.secret === secret && `${f.source?.file}:${f.source?.line}` === line);
      if (!there) problems.push(`${line} is marked as leaking ${secret}, but nothing was found there`);
    }
  }
  return problems;
}

/** `file:line` to the secrets that leak there. */
export function markedLines(image: Image): Map<string, string[]> {
  const marks = new Map<string, string[]>();
  for (const source of image.debug.sources) {
    if (source.path.includes("node_modules/")) continue;
    (source.text ?? "").split("\n").forEach((text, index) => {
      const mark = MARK.exec(text);
      if (mark !== null)
        marks.set(
          `${source.path}:${index + 1}`,
          mark[1].split(",").map((s) => s.trim()),
        );
    });
  }
  return marks;
}
