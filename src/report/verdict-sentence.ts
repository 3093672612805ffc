/** A verdict in one sentence: of what leaks, who learns most, and how many others learn something. */
import type { CaptureReport, FirmwareReport, ReportedFinding } from "./document.ts";
import { OBSERVER_WORDS } from "./observer-words.ts";
import { leaksOf, reasonOf } from "./reported.ts";
import { DEGREE_TEXTS } from "./rules.ts";

/** With its full stop. */
export function verdictSentence(reported: FirmwareReport | CaptureReport): string {
  const reason = reasonOf(reported);
  const [worst, ...others] = leaksOf(reported);
  if (worst === undefined || reported.verdict.word !== "leaks") return `${reason}.`;
  const same = [worst, ...others].filter((leak) => isAlike(leak, worst)).map(({ secret }) => secret);
  const names = [...new Set(same)];
  const isAll = names.length === new Set(leaksOf(reported).map(({ secret }) => secret)).size;
  const what = !isAll ? names.join(", ") : names.length === 1 ? "it" : "them";
  const rest = new Set(others.map(({ observer }) => observer).filter((one) => one !== worst.observer)).size;
  const more =
    rest === 0
      ? ""
      : `, and ${rest === 1 ? "one other observer learns" : `${rest} other observers learn`} something too`;
  return `${reason}: ${who(worst)} ${DEGREE_TEXTS[worst.degree].gist(what)}${more}.`;
}

function isAlike(a: ReportedFinding, b: ReportedFinding): boolean {
  return a.degree === b.degree && a.observer === b.observer && a.to === b.to;
}

function who({ observer, to }: ReportedFinding): string {
  return to === null ? OBSERVER_WORDS[observer].title : `${OBSERVER_WORDS[observer].title} ${to}`;
}
