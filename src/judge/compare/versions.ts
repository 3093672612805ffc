/** Compares two versions of a firmware: what the new one tells whom that the old one did not. */
import type { Channel, Observer } from "../../../sim/tape/tape.ts";
import { type Degree, severity } from "../policy/degree.ts";
import type { VerdictWord } from "../policy/policy.ts";
import type { Bits } from "../verdict/finding.ts";
import type { Flow } from "./traffic.ts";

/** Line that a finding comes from, as reports have it. */
export interface FindingSource {
  readonly file: string;
  readonly line: number;
  /** Innermost first, as `file:line function`. */
  readonly stack: readonly string[];
}

/** Finding as it is compared; lines move between versions, so that the source is only shown. */
export interface ComparedFinding {
  readonly secret: string;
  readonly observer: Observer;
  readonly channel: Channel;
  readonly degree: Degree;
  readonly to: string | null;
  readonly release: string | null;
  readonly bits: Bits | null;
  readonly source: FindingSource | null;
}

/** One version, as far as it is known. */
export interface Version {
  readonly name: string;
  /** SHA-256 of the image, hex. */
  readonly image: string;
  /** Null for a tape, which is not judged. */
  readonly verdict: { readonly word: VerdictWord; readonly reason: string } | null;
  /** Secrets that were looked for; none on a tape. */
  readonly secrets: readonly { readonly name: string; readonly exercised: boolean }[];
  readonly findings: readonly ComparedFinding[];
  /** Settings that the firmware reads, by key. */
  readonly settings: readonly string[];
  /** Null where only a report is left. */
  readonly flows: readonly Flow[] | null;
  /** Keys of credentials that ship with the firmware; null where that is not known. */
  readonly credentials: readonly string[] | null;
  /** Names of the project's own functions; null where they are not known. */
  readonly functions: readonly string[] | null;
}

export interface FindingChange {
  readonly change: "new" | "worse" | "less" | "gone";
  readonly old: ComparedFinding | null;
  readonly new: ComparedFinding | null;
}

export interface FlowChange {
  readonly change: "new" | "larger" | "gone";
  readonly old: Flow | null;
  readonly new: Flow | null;
}

export interface NameChange {
  readonly new: readonly string[];
  readonly gone: readonly string[];
}

export interface VersionDifference {
  readonly findings: readonly FindingChange[];
  readonly flows: readonly FlowChange[];
  readonly settings: NameChange;
  readonly credentials: NameChange;
  readonly functions: NameChange;
  /** The new version tells somebody something that the old one did not. */
  readonly more: boolean;
}

/** Null stands for a version that is not there. */
export function compareVersions(old: Version | null, now: Version | null): VersionDifference {
  const findings = compareFindings(old?.findings ?? [], now?.findings ?? []);
  const judged = (old ?? now)?.verdict != null;
  const flows = compareFlows(old === null ? [] : old.flows, now === null ? [] : now.flows, !judged);
  return {
    findings,
    flows,
    settings: compareNames(old?.settings ?? [], now?.settings ?? []),
    credentials: compareNames(old === null ? [] : old.credentials, now === null ? [] : now.credentials),
    functions: compareNames(old === null ? [] : old.functions, now === null ? [] : now.functions),
    more: [...findings, ...flows].some(({ change }) => change !== "gone" && change !== "less"),
  };
}

function compareFindings(old: readonly ComparedFinding[], now: readonly ComparedFinding[]): FindingChange[] {
  const before = worstByFlow(old);
  const after = worstByFlow(now);
  const changes: FindingChange[] = [];
  for (const [key, finding] of after) {
    const change = changeOf(before.get(key), finding);
    if (change !== null) changes.push({ change, old: before.get(key) ?? null, new: finding });
  }
  for (const [key, finding] of before)
    if (!after.has(key)) changes.push({ change: "gone", old: finding, new: null });
  return changes;
}

/** Equal for findings of which the worst is compared: those about one secret, to one peer by one channel. */
export function flowKey({
  secret,
  observer,
  channel,
  to,
}: Pick<ComparedFinding, "secret" | "observer" | "channel" | "to">): string {
  return JSON.stringify([secret, observer, channel, to]);
}

/** To one peer by one channel the worst of what is told of a secret counts: it includes the rest. */
function worstByFlow(all: readonly ComparedFinding[]): Map<string, ComparedFinding> {
  const worst = new Map<string, ComparedFinding>();
  for (const finding of all) {
    const key = flowKey(finding);
    const known = worst.get(key);
    if (known === undefined || severity(finding.degree) > severity(known.degree)) worst.set(key, finding);
  }
  return worst;
}

function changeOf(old: ComparedFinding | undefined, now: ComparedFinding): FindingChange["change"] | null {
  if (old === undefined) return "new";
  if (severity(old.degree) !== severity(now.degree))
    return severity(now.degree) > severity(old.degree) ? "worse" : "less";
  // Of the same kind, but more of it: only where the intervals of the estimates do not touch.
  if (old.bits === null || now.bits === null) return null;
  if (now.bits.low > old.bits.high) return "worse";
  return now.bits.high < old.bits.low ? "less" : null;
}

function compareFlows(
  old: readonly Flow[] | null,
  now: readonly Flow[] | null,
  sizes: boolean,
): FlowChange[] {
  if (old === null || now === null) return [];
  const keyOf = ({ observer, channel, kind, to }: Flow) => JSON.stringify([observer, channel, kind, to]);
  const before = new Map(old.map((flow) => [keyOf(flow), flow]));
  const after = new Map(now.map((flow) => [keyOf(flow), flow]));
  const changes: FlowChange[] = [];
  for (const [key, flow] of after) {
    const known = before.get(key);
    if (known === undefined) changes.push({ change: "new", old: null, new: flow });
    else if (sizes && flow.largestBytes > known.largestBytes)
      changes.push({ change: "larger", old: known, new: flow });
  }
  for (const [key, flow] of before)
    if (!after.has(key)) changes.push({ change: "gone", old: flow, new: null });
  return changes;
}

function compareNames(old: readonly string[] | null, now: readonly string[] | null): NameChange {
  if (old === null || now === null) return { new: [], gone: [] };
  return {
    new: [...new Set(now)].filter((name) => !old.includes(name)).sort(),
    gone: [...new Set(old)].filter((name) => !now.includes(name)).sort(),
  };
}
