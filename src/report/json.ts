/** The machine-readable report of `tightlip check --json` (design.md, "Machine-readable output"). */
import { formatDuration } from "../../sim/tape/duration.ts";
import type { ToldSource } from "../judge/compare/versions.ts";
import type { Finding } from "../judge/verdict/finding.ts";
import { reasonText } from "../judge/verdict/reason.ts";
import type { Source } from "../judge/verdict/source.ts";
import type { CheckedAppliance } from "../tasks/check.ts";
import type { KnownLeak } from "./baseline.ts";
import type { ReportContext, Reported } from "./report.ts";
import { frameText } from "./words.ts";

/** Changes when the meaning of an existing field changes. */
const SCHEMA = 1;

/** One JSON document, ending in a newline. */
export function jsonReport(reported: readonly Reported[], context: ReportContext): string {
  const document = {
    schema: SCHEMA,
    tightlip: context.version,
    seed: context.seed,
    ...(context.stale === null ? {} : { baseline: { stale: context.stale } }),
    appliances: reported.map((one) => one.json(context.stale !== null)),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** A line that reproduces the finding when it is pasted into a shell. */
export function replayCommand(
  main: string,
  finding: Pick<Finding, "atMicros" | "origin">,
  seed: number,
): string {
  const { atMicros, origin } = finding;
  const own = origin.kind === "recording" || origin.declared;
  // A scenario that the policy does not have goes along.
  const story = own ? "" : ` --scenario '${JSON.stringify(origin.scenario).replaceAll("'", "\\u0027")}'`;
  // One millisecond later, so that the finding's own moment is still part of the run.
  return `tightlip check ${shellWord(main)} --seed ${seed} --until ${formatDuration(atMicros + 1_000)}${story}`;
}

export function shellWord(text: string): string {
  return /^[\w./@:+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** `hasBaseline`: what it says of each finding is told. */
export function applianceObject(
  { appliance, main, policy, image, verdict, failure, known, problems }: CheckedAppliance,
  seed: number,
  hasBaseline: boolean,
) {
  return {
    name: appliance.name,
    main,
    image: image?.sha256 ?? null,
    verdict: verdict?.word ?? "unknown",
    reason:
      (verdict === null ? null : reasonText(verdict.because)) ??
      `it did not build: ${failure?.message.split("\n")[0]}`,
    expected: policy.expected?.verdict ?? null,
    asExpected: problems === null ? null : problems.length === 0,
    secrets: (verdict?.secrets ?? []).map(({ name, fingerprint, exercised }) => ({
      name,
      fingerprint,
      exercised,
    })),
    notJudged: verdict?.notJudged ?? [],
    virtualMicros: verdict?.virtualMicros ?? null,
    runs: verdict?.runs ?? 0,
    events: verdict?.events ?? 0,
    findings: (verdict?.findings ?? []).map((finding) => ({
      ...findingObject(finding, replayCommand(appliance.main, finding, seed)),
      ...(!hasBaseline ? {} : { suppressed: suppressedObject(known.get(finding)) }),
    })),
  };
}

/** `replay` is the command that shows the finding again. */
export function findingObject(finding: Finding, replay: string) {
  return {
    rule: finding.rule,
    secret: finding.secret,
    observer: finding.observer,
    degree: finding.degree,
    chain: finding.chain,
    channel: finding.channel,
    to: finding.to,
    atMicros: finding.atMicros,
    release: finding.allowed?.name ?? null,
    source: sourceObject(finding.source),
    bits: finding.bits,
    replay,
  };
}

/** Null when the line is not known. */
export function sourceObject(source: Source | null): ToldSource | null {
  return source === null ? null : { ...source, stack: source.stack.map(frameText) };
}

/** Null for a finding that no baseline has. */
function suppressedObject(known: KnownLeak | undefined) {
  if (known === undefined) return null;
  const { suppression, expired } = known;
  return { reason: suppression.reason, expires: suppression.expires, expired };
}
