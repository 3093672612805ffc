/** Words on what a change tells whom that its base did not. */
import type { FindingChange } from "../judge/compare/versions.ts";
import { amountText, MARK } from "./diff-words.ts";
import type { AgainstFirmware, AgainstReport } from "./document.ts";
import { changedParts, SHOWN_HASH_DIGITS } from "./trust.ts";

const WAS: Readonly<Record<AgainstFirmware["was"], string | null>> = {
  keeps: null,
  leaks: null,
  unknown: "The base's verdict is unknown: what it told may be more than is known of it.",
  "not there": "The base has no such firmware.",
  "not built": "The base does not build, so that every leak counts as new.",
  "not judged": "The two could not be compared, so that every leak counts as new.",
};

/** `git:origin/main (1a2b3c4d5e6f)` */
export function baseText({ base, commit }: AgainstReport): string {
  return commit === null ? base : `${base} (${commit.slice(0, SHOWN_HASH_DIGITS)})`;
}

/** One firmware's differences, a line each, without ends; they hold names that somebody else chose. */
export function againstLines({ was, difference }: AgainstFirmware): string[] {
  const said = WAS[was];
  const findings = difference?.findings ?? [];
  return [
    ...(said === null ? [] : [said]),
    ...findings.map(changeText),
    ...(difference !== null && findings.length === 0 && said === null
      ? ["It tells nobody anything else than the base."]
      : []),
  ];
}

/** Policies and configs that are not those of the base, a line each. */
export function definitionLines({ changes }: Pick<AgainstReport, "changes">): string[] {
  return changes.map(({ file, about, parts }) => `The ${about} ${file} is changed (${changedParts(parts)}).`);
}

function changeText({ change, old, new: now }: FindingChange): string {
  const { secret, observer, channel, to, source } = (now ?? old)!;
  const place = source === null ? "" : ` at ${source.file}:${source.line}`;
  const before = old === null ? "" : now === null ? `${degreeText(old)} before` : `${degreeText(old)}, now `;
  const what = `${before}${now === null ? "" : degreeText(now)}`;
  return `${MARK[change]} ${secret} → ${observer}${to === null ? "" : ` ${to}`} by ${channel}: ${what}${place}`;
}

function degreeText({ degree, release, bits }: NonNullable<FindingChange["new"]>): string {
  return release === null ? `${degree}${amountText(degree, bits)}` : `allowed (${release})`;
}
