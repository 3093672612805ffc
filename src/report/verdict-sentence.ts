/** A verdict in one sentence: of what leaks, who learns most, and how many others learn something. */
import type { Observer } from "../../sim/tape/tape.ts";
import { inWords } from "../judge/verdict/reason.ts";
import { unique } from "../unique.ts";
import type { CaptureReport, FirmwareReport, ReportedFinding } from "./document.ts";
import { OBSERVER_WORDS } from "./observer-words.ts";
import { leaksOf, reasonOf } from "./reported.ts";
import { DEGREE_TEXTS } from "./rules.ts";

/** With its full stop. */
export function verdictSentence(reported: FirmwareReport | CaptureReport): string {
  const reason = reasonOf(reported);
  const leaks = leaksOf(reported);
  const [worst] = leaks;
  if (worst === undefined || reported.verdict.word !== "leaks") return `${reason}.`;
  const same = leaks.filter((leak) => isAlike(leak, worst));
  const secrets = unique(
    same.filter(({ observer }) => observer === worst.observer).map(({ secret }) => secret),
  );
  const isAll = secrets.length === unique(leaks.map(({ secret }) => secret)).length;
  const what = !isAll ? inWords(secrets) : secrets.length === 1 ? "it" : "them";
  const observers = unique(same.map(({ observer }) => observer));
  const rest = unique(leaks.map(({ observer }) => observer)).length - observers.length;
  const more =
    rest === 0
      ? ""
      : `, and ${rest === 1 ? "one other observer learns" : `${rest} other observers learn`} something too`;
  return `${reason}: ${who(worst, observers)} ${DEGREE_TEXTS[worst.degree].gist(what)}${more}.`;
}

function isAlike(a: ReportedFinding, b: ReportedFinding): boolean {
  return a.degree === b.degree && a.to === b.to;
}

/** The one that the appliance talks to first, by its name. */
function who({ observer, to }: ReportedFinding, observers: readonly Observer[]): string {
  const [first, ...others] = [observer, ...observers.filter((one) => one !== observer)];
  const named = to === null ? OBSERVER_WORDS[first].title : `${OBSERVER_WORDS[first].title} ${to}`;
  return inWords([named, ...others.map((one) => OBSERVER_WORDS[one].title)]);
}
