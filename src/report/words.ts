/** A finding in words, the same in every format. */
import { isLibraryFile, type SourcePlace } from "../../sim/tape/position.ts";
import type { Observer } from "../../sim/tape/tape.ts";
import { tellsValue } from "../judge/policy/degree.ts";
import type { Finding, How } from "../judge/verdict/finding.ts";
import { inWords } from "../judge/verdict/reason.ts";
import type { Source } from "../judge/verdict/source.ts";
import { plural } from "../plural.ts";
import { circumstanceText } from "./circumstances.ts";
import type { CaptureReport, Problem, ReportDocument, Reported, ReportedFinding } from "./document.ts";
import { isAccepted, isAsExpected, problemsOf, wordOf } from "./reported.ts";
import { DEGREE_TEXTS } from "./rules.ts";
import { bitsText, sizeText } from "./size-words.ts";

/** Words for what of an event differs. */
export const HOW: Readonly<Record<How, string>> = {
  value: "its value",
  name: "a name computed from it",
  computed: "bytes computed from it",
  guessable: "a value that gives guesses away",
  "declared flow": "its declared flow",
  size: "how long it is",
  peer: "with whom it talks",
  presence: "whether something is sent at all",
  time: "when it is sent",
  work: "how long the device computes before it is sent",
};

/** Finding with the circumstances under which it shows. */
type ShownFinding = Finding & Pick<ReportedFinding, "circumstances">;

/** Observers that learn the same by a finding, and how much. */
export function whatItMeans(finding: Finding, observers: readonly Observer[] = [finding.observer]): string {
  return `${inWords(observers)} ${DEGREE_TEXTS[finding.degree].gist("it")}${amount(finding)}`;
}

/** By which protocol and encodings, from whom if not from the device, and what of it differs. */
export function manner({ channel, chain, degree, how, from }: Finding): string {
  const sender = from === "device" ? [] : [`from the ${from}`];
  const layers = [channel, ...(chain.length > 0 ? [chain.join(" > ")] : []), ...sender].join(", ");
  return degree === "derived" || degree === "implicit" ? `${layers}: ${HOW[how]}` : layers;
}

/** `file:line`, where others send it that of the line that asks for it; in a recording without lines, the place there. */
export function placeOf({ source, from, origin }: Finding): string {
  if (source !== null) return `${source.file}:${source.line}`;
  if (origin.kind === "recording")
    return origin.where?.replace(/^(?:on|in|at) /, "") ?? `byte ${origin.offset}`;
  return from === "device" ? "line unknown" : "no line of the firmware";
}

/** Place inside a library that a line leads to, such as `@devicescript/net mqtt.ts:380`; null when it sends by itself. */
export function libraryFrame(source: Source | null): string | null {
  const [inner] = source?.stack ?? [];
  if (inner === undefined || !isLibraryFile(inner.file)) return null;
  if (inner.file === source!.file && inner.line === source!.line) return null;
  const path = inner.file.slice(inner.file.lastIndexOf(PACKAGES) + PACKAGES.length);
  return `${path.replace(/^((?:@[^/]+\/)?[^/]+)\/(?:src\/)?/, "$1 ")}:${inner.line}`;
}

const PACKAGES = "node_modules/";

/** One call on a call stack. */
export function frameText({ file, line, functionName }: SourcePlace): string {
  return `${file}:${line} ${functionName}`;
}

/** Moment that times of a report are counted from; null where there are none. */
export function sinceOf(reported: Reported): string | null {
  return reported.kind === "capture" ? sinceOfCapture(reported) : "power-on";
}

function sinceOfCapture({ capture }: CaptureReport): string | null {
  return capture.durationMicros > 0 ? "the first moment" : null;
}

/** The whole finding in a sentence; times are counted from `since`. */
export function sentence(finding: ShownFinding, since: string | null): string {
  const to = finding.to === null ? "" : ` (${finding.to})`;
  return `${finding.secret} reaches ${finding.observer}${to}: ${showing(finding, since)}.`;
}

/** Details of a finding: which observer learns how much, when, how, and under which circumstances if unusual. */
export function showing(
  finding: ShownFinding,
  since: string | null,
  observers?: readonly Observer[],
): string {
  const when = since === null ? "" : `${formatSeconds(finding.atMicros)} after ${since}, `;
  const unusual = circumstanceText(finding.circumstances);
  const parts = [
    whatItMeans(finding, observers),
    `${when}by ${manner(finding)}`,
    ...(unusual === null ? [] : [unusual]),
  ];
  return parts.join(", ");
}

/** A difference from what a policy expects. */
export function problemText(problem: Problem): string {
  switch (problem.kind) {
    case "not built":
      return "it did not build";
    case "verdict":
      return `the verdict is "${problem.is}", expected was "${problem.expected}"`;
    case "not found":
    case "not expected":
      return `${problem.kind}: ${problem.secret} ${problem.degree} to ${problem.observer}`;
    case "size":
      return `${problem.secret} to ${problem.observer}: ${plural(problem.bits, "bit")}, which is not within what was measured`;
    case "not marked": {
      const { secret, place } = problem;
      const line = place === null ? "an unknown line" : `${place.file}:${place.line}`;
      return `${secret} leaks at ${line}, which no comment "leak: ${secret}" marks`;
    }
    case "marked":
      return `${problem.file}:${problem.line} is marked as leaking ${problem.secret}, but nothing was found there`;
  }
}

/**
 * Counts of appliances by verdict, such as `2 × keeps, 1 × leaks`, and of those that are as expected or not. `dressed`
 * formats the latter.
 */
export function counted(
  results: readonly Reported[],
  dressed: (tail: string) => string = (tail) => tail,
): string {
  const count = (test: (r: Reported) => boolean) => results.filter(test).length;
  const parts = (["keeps", "leaks", "unknown"] as const)
    .map((word) => [count((r) => wordOf(r) === word), word] as const)
    .filter(([n]) => n > 0)
    .map(([n, word]) => `${n} × ${word}`);
  const unbuilt = count((r) => r.kind === "unbuilt");
  if (unbuilt > 0) parts.push(`${unbuilt} × did not build`);
  const surprises = count((r) => (problemsOf(r) ?? []).length > 0);
  const held = count(isAsExpected);
  const tail =
    surprises > 0
      ? `${surprises} not as expected`
      : held === results.length
        ? "all as expected"
        : held > 0
          ? `${held} as expected`
          : "";
  const accepted = count(isAccepted);
  const known = accepted > 0 ? `${accepted} known` : "";
  return [parts.join(", "), known, dressed(tail)].filter((part) => part !== "").join("; ");
}

/** The tool that made a report, and from which seed. */
export function madeBy({ tightlip, seed }: Pick<ReportDocument, "tightlip" | "seed">): string {
  return seed === null ? `tightlip ${tightlip}` : `tightlip ${tightlip}, seed ${seed}`;
}

/** Such as `45.2 s`, or `5 min 44 s` from two minutes on. */
export function formatSeconds(micros: number): string {
  if (micros < 120e6) return `${Math.round(micros / 1e4) / 100} s`;
  const seconds = Math.round(micros / 1e6);
  const parts = [
    [Math.floor(seconds / 3600), "h"],
    [Math.floor(seconds / 60) % 60, "min"],
    [seconds % 60, "s"],
  ] as const;
  return parts.flatMap(([count, unit]) => (count > 0 ? [`${count} ${unit}`] : [])).join(" ");
}

/** A moment to the microsecond, such as `3.322014 s`: what is compared. */
export function formatMoment(micros: number): string {
  return `${(micros / 1e6).toFixed(6)} s`;
}

/** In English wherever it runs. */
const NUMBERS = new Intl.NumberFormat("en-GB");

/** Such as `1,234 µs`. */
export function formatMicros(micros: number): string {
  return `${NUMBERS.format(micros)} µs`;
}

/** Amount of the secret that leaks, where it was measured. */
function amount({ bits, degree, share }: Finding): string {
  const isOpen = tellsValue(degree);
  const part = isOpen && share < 1 ? `, ${Math.round(share * 100)} % of its characters` : "";
  if (bits === null) return part;
  return isOpen ? `${part || ", all of it"} (${bitsText(bits)})` : `, ${sizeText(bits)}`;
}
