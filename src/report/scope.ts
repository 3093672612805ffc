/** What a verdict rests on, and what it does not speak of. */

import { type PlatformMechanism, platformReleaseOf } from "../../sim/tape/tape.ts";
import type { Exploration } from "../judge/explore/explore.ts";
import type { Allowed } from "../judge/policy/policy.ts";
import type { FirmwareReport } from "./document.ts";
import { formatSeconds } from "./words.ts";

/** A sentence or two each. */
export function scopeLines({ verdict, judged }: FirmwareReport): string[] {
  const allowedBy = (by: Allowed["by"]) => {
    const names = verdict.findings.flatMap(({ allowed }) => (allowed?.by === by ? [allowed.name] : []));
    return [...new Set(names)].sort();
  };
  const ofPlatform = allowedBy("platform");
  const declared = allowedBy("policy");
  return [
    `Looked at ${formatSeconds(verdict.virtualMicros)} of virtual time in ${verdict.runs} runs, ${verdict.events} events, all observers.`,
    ...(verdict.exploration === null ? [] : [explored(verdict.exploration)]),
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
    `Not judged: ${judged === "home" ? "" : "what the phone itself sends, and "}the native runtime below the firmware.`,
  ];
}

/** `release` is one of the platform's. */
function withAssumption(release: string): string {
  const { assumes } = platformReleaseOf(release as PlatformMechanism);
  return assumes === undefined ? release : `${release} (assumes ${assumes})`;
}

function explored({ tried, functions, functionsReached, neverReached }: Exploration): string {
  const names =
    neverReached.length > 0
      ? ` Not seen: ${neverReached.map((p) => `${p.functionName} (${p.file}:${p.line})`).join(", ")}.`
      : "";
  return `Tried ${tried} further scenarios; ${functionsReached} of the firmware's ${functions} functions were seen at work, which shows only where firmware sends, logs or asks for something.${names}`;
}
