/** The machine-readable report of `tightlip diff --json` (docs/versions.md). */
import type {
  ComparedFinding,
  FindingChange,
  Version,
  VersionDifference,
} from "../judge/compare/versions.ts";

/** Changes when the meaning of an existing field changes. */
const SCHEMA = 1;

/** Two versions of one firmware, and what of it is different. */
export interface ComparedVersions {
  readonly name: string;
  readonly old: Version | null;
  readonly new: Version | null;
  readonly difference: VersionDifference;
}

/** Comparison of firmware in two versions, as plain data. */
export interface DiffDocument {
  /** Version of tightlip. */
  readonly tightlip: string;
  readonly seed: number;
  /** Kind of comparison: of versions that were judged, or of what is on two tapes. */
  readonly kind: "judged" | "tapes";
  readonly compared: readonly ComparedVersions[];
}

/** One JSON document, ending in a newline. */
export function diffJson({ tightlip, seed, kind, compared }: DiffDocument): string {
  const appliances = compared.map((pair) => {
    const { findings, flows, settings, credentials, functions, more } = pair.difference;
    return {
      name: pair.name,
      more,
      old: versionObject(pair.old),
      new: versionObject(pair.new),
      findings: findings.map(findingChangeObject),
      flows: flows.map((flow) => {
        const { observer, channel, kind: what, to } = (flow.new ?? flow.old)!;
        const [oldBytes, newBytes] = [flow.old?.largestBytes ?? null, flow.new?.largestBytes ?? null];
        return { change: flow.change, observer, channel, kind: what, to, oldBytes, newBytes };
      }),
      settings,
      credentials,
      functions,
    };
  });
  const more = compared.some(({ difference }) => difference.more);
  return `${JSON.stringify({ schema: SCHEMA, tightlip, seed, kind, more, appliances }, null, 2)}\n`;
}

export function findingChangeObject({ change, old, new: now }: FindingChange) {
  const { secret, observer, channel, to } = (now ?? old)!;
  return { change, secret, observer, channel, to, old: comparedObject(old), new: comparedObject(now) };
}

function versionObject(version: Version | null) {
  if (version === null) return null;
  const { name, image, verdict } = version;
  return { name, image, verdict: verdict?.word ?? null, reason: verdict?.reason ?? null };
}

function comparedObject(finding: ComparedFinding | null) {
  if (finding === null) return null;
  const { degree, release, bits, source } = finding;
  return { degree, release, bits, source };
}
