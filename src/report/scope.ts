/** Scope of a verdict: what it rests on, and what it does not speak of. */

import { isLibraryFile, type Place } from "../../sim/tape/position.ts";
import { type PlatformMechanism, platformReleaseOf } from "../../sim/tape/tape.ts";
import type { Exploration } from "../judge/explore/explore.ts";
import type { Allowed } from "../judge/policy/policy.ts";
import type { MissingMember } from "../judge/subject.ts";
import type { NotLookedFor, Scope, ScopeTimer } from "../judge/verdict/scope.ts";
import { plural } from "../plural.ts";
import { branchesText } from "./branches.ts";
import type { FirmwareReport } from "./document.ts";
import { lineRanges } from "./line-ranges.ts";
import { formatSeconds } from "./words.ts";

/** Entries of a list that a line shows; the JSON report has all. */
const MAX_LISTED = 12;

const NOT_LOOKED_FOR_WORDS: Readonly<Record<NotLookedFor, string>> = {
  "native runtime": "what the native runtime below the firmware does",
  "physical side channels": "what radio, power draw and heat tell",
  "literals made at run time": "credentials in the source that are put together while it runs",
  phone: "what the phone itself sends",
};

/** A sentence or two each. */
export function scopeLines({ verdict, main }: FirmwareReport): string[] {
  const { scope, scenarios } = verdict;
  const allowedBy = (by: Allowed["by"]) => {
    const names = verdict.findings.flatMap(({ allowed }) => (allowed?.by === by ? [allowed.name] : []));
    return [...new Set(names)].sort();
  };
  const ofPlatform = allowedBy("platform");
  const declared = allowedBy("policy");
  return [
    `Looked at ${formatSeconds(verdict.virtualMicros)} of virtual time in ${plural(verdict.runs, "run")}, ${plural(verdict.events, "event")}, all observers.`,
    `${capitalised(branchesText(scope))}.${notRunText(scope, main)}`,
    `Each secret took ${plural(scope.values, "other value")}, related to its own, unusual or drawn at random; tried were ${plural(scope.identities, "identity", "identities")} of the board and ${plural(scenarios.length, "scenario")}: ${listed(scenarios)}. The other runs repeat this in other circumstances, measure leaks and compare equal runs.`,
    ...(verdict.exploration === null
      ? []
      : [explored(verdict.exploration), ...closedLines(verdict.exploration, main)]),
    timersText(scope.timersPending, main),
    ...(scope.missingMembers.length > 0
      ? [`Asked for in replies and settings, in vain: ${listed(membersTexts(scope.missingMembers, main))}.`]
      : []),
    ...(scope.unset.length > 0 ? [`Settings not set, but in further runs: ${listed(scope.unset)}.`] : []),
    ...(ofPlatform.length > 0
      ? [`Allowed by the platform: ${ofPlatform.map(withAssumption).join(", ")}.`]
      : []),
    ...(declared.length > 0 ? [`Declared in the policy: ${declared.join(", ")}.`] : []),
    ...(verdict.notJudged.length > 0 ? [`Settings not judged: ${verdict.notJudged.join(", ")}.`] : []),
    ...verdict.secrets
      .filter((s) => s.tooShort)
      .map((s) => `${s.name} is too short to search for: only compared between runs.`),
    ...(verdict.unusedReleases.length > 0
      ? [`Declared but not needed: ${verdict.unusedReleases.join(", ")}.`]
      : []),
    `Not looked for: ${scope.notLookedFor.map((what) => NOT_LOOKED_FOR_WORDS[what]).join("; ")}.`,
  ];
}

function notRunText({ notRun }: Scope, main: string): string {
  if (notRun.length === 0) return "";
  const lines = lineRanges(notRun.map(({ file, line }) => ({ file: shortPath(file, main), line })));
  return ` What did not is at ${lines.join("; ")}, and was not judged.`;
}

function timersText(timers: readonly ScopeTimer[] | null, main: string): string {
  if (timers === null) return "Which timers were still pending is not known.";
  if (timers.length === 0) return "No timer was pending at the end.";
  const texts = timers.map(({ dueMicros, place }) => {
    return `${timerPlace(place, main)}, due at ${formatSeconds(dueMicros)}`;
  });
  return `Timers pending at the end, work planned for later: ${listed(texts, "; ")}.`;
}

function timerPlace(place: Place | null, main: string): string {
  if (place === null) return "a line that is not known";
  return isLibraryFile(place.file) ? "one of a library" : shortPlace(place, main);
}

function membersTexts(members: readonly MissingMember[], main: string): string[] {
  return members.map(({ member, ...place }) => `${member} (${shortPlace(place, main)})`);
}

function shortPlace({ file, line }: Place, main: string): string {
  return `${shortPath(file, main)}:${line}`;
}

/** Path from the folder of the firmware's entry, where the file is in it. */
function shortPath(file: string, main: string): string {
  const folder = main.slice(0, main.lastIndexOf("/") + 1);
  return file.startsWith(folder) ? file.slice(folder.length) : file;
}

/** `release` is one of the platform's. */
function withAssumption(release: string): string {
  const { assumes } = platformReleaseOf(release as PlatformMechanism);
  return assumes === undefined ? release : `${release} (assumes ${assumes})`;
}

function explored({ tried, found, exhausted }: Exploration): string {
  const what = found === 0 ? "none showed more" : found === 1 ? "one showed more" : `${found} showed more`;
  return `The search tried ${plural(tried, "scenario")} more, each answering what the firmware asks: ${what}${exhausted ? ", and nothing was left to try" : ""}.`;
}

function closedLines({ closed }: Exploration, main: string): string[] {
  if (closed.length === 0) return [];
  const texts = closed.map(({ operator, result, bound, when, ...place }) => {
    const question = bound === null ? operator : `${operator} ${bound}`;
    const asked = when === "" ? "" : ` after ${when}`;
    return `${shortPlace(place, main)} (${question} was always ${result}${asked})`;
  });
  return [
    `Comparisons that no try met: ${listed(texts, "; ")}. A scenario that meets one opens it: tightlip check --scenario.`,
  ];
}

function listed(entries: readonly string[], separator = ", "): string {
  const left = entries.length - MAX_LISTED;
  const more = left > 0 ? [`${left} more`] : [];
  return [...entries.slice(0, MAX_LISTED), ...more].join(separator);
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
