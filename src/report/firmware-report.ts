/** Makes the report on a firmware that was judged: the verdict, and what goes with each finding. */
import type { Image } from "../../sim/device/image.ts";
import type { Coverage } from "../../sim/device/inside/coverage.ts";
import type { Policy } from "../judge/policy/policy.ts";
import type { SafetyResult } from "../judge/safety/safety-check.ts";
import type { Verdict } from "../judge/verdict/check.ts";
import type { Finding } from "../judge/verdict/finding.ts";
import type { Untrusted } from "../subjects/definitions/untrusted.ts";
import { circumstanceNames } from "./circumstances.ts";
import type { Expectation, FirmwareReport, ReportedFinding, ReportedSafety } from "./document.ts";
import { EvidenceRoom } from "./evidence.ts";
import { fingerprints } from "./fingerprint.ts";
import { anyShellReplay, replayCommand } from "./replay.ts";
import type { Reruns } from "./shown-runs.ts";
import { ShownSource } from "./shown-source.ts";

export interface JudgedFirmware {
  readonly name: string;
  /** The firmware's entry, relative to its project's root. */
  readonly main: string;
  /** The same as the user names it. */
  readonly target: string;
  readonly image: Image;
  readonly policy: Pick<Policy, "releases">;
  readonly seed: number;
  readonly verdict: Verdict;
  readonly coverage: Coverage;
  readonly expected: Expectation | null;
  /** Null where the checkout was trusted. */
  readonly untrusted: Untrusted | null;
}

/** `reruns`: to do runs again, for evidence and the timeline; null for none. Throws BadScenario. */
export function firmwareReport(firmware: JudgedFirmware, reruns: Reruns | null): FirmwareReport {
  const { name, main, image, verdict, expected } = firmware;
  const { branches, functions, lines } = firmware.coverage;
  const room = reruns === null ? null : new EvidenceRoom(verdict, reruns);
  return {
    kind: "firmware",
    name,
    main,
    image: image.sha256,
    verdict: {
      ...verdict,
      findings: reportedFindings(firmware, room),
      safety: verdict.safety.map((result) => reportedSafety(result, firmware)),
    },
    expected,
    timeline: room?.timeline() ?? null,
    coverage: { branches, functions, lines },
  };
}

function reportedSafety(result: SafetyResult, { target, seed, untrusted }: JudgedFirmware): ReportedSafety {
  const failures = result.failures.map((failure) => {
    const { scenario, declared, onMicros } = failure;
    const origin = { kind: "run" as const, scenario, declared, circumstances: {} };
    return { ...failure, replay: replayCommand(target, { atMicros: onMicros, origin }, seed, untrusted) };
  });
  return { ...result, failures };
}

function reportedFindings(
  { main, target, image, policy, seed, verdict, untrusted }: JudgedFirmware,
  room: EvidenceRoom | null,
): ReportedFinding[] {
  const leaks = verdict.findings.filter(({ allowed }) => allowed === null);
  const source = leaks.length === 0 ? null : new ShownSource(image);
  const names = source === null ? new Map<Finding, string>() : fingerprints(main, leaks, source);
  return verdict.findings.map((finding) => {
    const { allowed, source: place, origin } = finding;
    const declared = allowed?.by === "policy" ? allowed.name : null;
    return {
      ...finding,
      origin: origin.kind === "recording" ? origin : { ...origin, circumstances: {} },
      circumstances: origin.kind === "recording" ? [] : circumstanceNames(origin.circumstances),
      replay: replayCommand(target, finding, seed, untrusted),
      replayAnyShell: anyShellReplay(target, finding, seed, untrusted),
      why: policy.releases?.find((release) => release.name === declared)?.why ?? null,
      fingerprint: names.get(finding) ?? null,
      known: null,
      before: false,
      excerpt: allowed !== null || place === null ? null : source!.around(place),
      evidence: room?.of(finding) ?? null,
    };
  });
}
