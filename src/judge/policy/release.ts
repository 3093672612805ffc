/** Finds the bytes that a policy's release allows an observer to learn. */

import type { ScenarioData, Step } from "../../../sim/home/scenario.ts";
import type { SealingCrypto } from "../../../sim/sealed/sealing.ts";
import { toBytes, toLatin1 } from "../../../sim/tape/bytes.ts";
import { parseDuration } from "../../../sim/tape/duration.ts";
import type { Observer, Tape, TapeEvent } from "../../../sim/tape/tape.ts";
import { type Allowed, type Release, releasedSecrets } from "./policy.ts";
import { sealedRanges } from "./sealed-release.ts";

/** Bytes `[start, end)` of an event's payload that a release covers. */
export interface ReleasedRange {
  readonly start: number;
  readonly end: number;
  readonly allowed: Allowed;
  /** An earlier frame left it there, which its observer has had. */
  readonly isLeft?: true;
}

/** The releases of one secret, in one scenario. */
export class Releases {
  private readonly used = new Set<string>();
  /** Of each run and key, where the blobs are that the key opens. */
  private readonly sealed = new WeakMap<Tape, Map<string, Map<TapeEvent, [number, number]>>>();

  constructor(
    private readonly releases: readonly Release[],
    private readonly scenario: ScenarioData,
    private readonly crypto: SealingCrypto,
  ) {}

  /** Names of the releases that allowed something. */
  get usedNames(): ReadonlySet<string> {
    return this.used;
  }

  /** Ranges of the event's payload released to `observer`, for this value of the secret. */
  ranges(event: TapeEvent, observer: Observer, secret: string, value: string, tape: Tape): ReleasedRange[] {
    return this.applicable(event, observer, secret).flatMap((release) => {
      const found =
        release.sealedUnder === undefined
          ? rangesOf(release, event, value, tape)
          : this.sealedRange(release, release.sealedUnder, event, tape);
      return found.map(([start, end]) => ({
        start,
        end,
        allowed: { by: "policy", name: release.name } as const,
      }));
    });
  }

  /** The release that covers the whole event, its length included; null when none does. */
  whole(event: TapeEvent, observer: Observer, secret: string): Allowed | null {
    const release = this.applicable(event, observer, secret).find(
      (r) => r.field === undefined && r.computes === undefined && r.sealedUnder === undefined,
    );
    return release === undefined ? null : { by: "policy", name: release.name };
  }

  use(name: string): void {
    this.used.add(name);
  }

  private sealedRange(release: Release, key: string, event: TapeEvent, tape: Tape): [number, number][] {
    const ofTape = this.sealed.get(tape) ?? new Map<string, Map<TapeEvent, [number, number]>>();
    this.sealed.set(tape, ofTape);
    let ranges = ofTape.get(release.name);
    if (ranges === undefined) {
      const alike = tape.events.filter((e) => e.from === event.from && e.channel === release.channel);
      ranges = sealedRanges(alike, key, this.crypto);
      ofTape.set(release.name, ranges);
    }
    const range = ranges.get(event);
    return range === undefined ? [] : [range];
  }

  private applicable(event: TapeEvent, observer: Observer, secret: string): Release[] {
    return this.releases.filter(
      (release) =>
        releasedSecrets(release).includes(secret) &&
        release.observer === observer &&
        release.channel === event.channel &&
        (release.to === undefined || event.to === release.to || event.to?.split(":")[0] === release.to) &&
        (release.after === undefined ||
          event.atMicros >= (this.timeOf(release.after) ?? Number.POSITIVE_INFINITY)) &&
        (release.until === undefined ||
          event.atMicros < (this.timeOf(release.until) ?? Number.POSITIVE_INFINITY)),
    );
  }

  /** Time of the first step like `pattern`, microseconds; null when there is none. */
  private timeOf(pattern: Partial<Step>): number | null {
    let atMicros = 0;
    for (const step of this.scenario.steps) {
      const alike = Object.entries(pattern).every(
        ([key, value]) => (step as Record<string, unknown>)[key] === value,
      );
      if (alike) return atMicros;
      if (step.do === "wait") atMicros += parseDuration(step.for) ?? 0;
    }
    return null;
  }
}

function rangesOf(release: Release, event: TapeEvent, value: string, tape: Tape): [number, number][] {
  const { payload } = event;
  if (payload === null) return [];
  if (release.computes !== undefined) {
    const received = tape.events
      .filter((e) => e.from === "server" && e.payload !== null && e.atMicros <= event.atMicros)
      .map((e) => e.payload!);
    return release
      .computes(value, received)
      .map((result) => (typeof result === "string" ? toBytes(result) : result))
      .flatMap((bytes) => occurrences(payload, bytes));
  }
  if (release.field === undefined) return [[0, payload.length]];
  const text = toLatin1(payload);
  const name = release.field.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const patterns = [
    new RegExp(`"${name}"\\s*:\\s*("(?:[^"\\\\]|\\\\.)*"|[^,}\\]\\s]+)`, "g"),
    new RegExp(`(?:^|[?&])${name}=([^&\\s]*)`, "g"),
    new RegExp(`^${name}: ([^\\r\\n]*)`, "gim"),
    // Content lengths say nothing more than the released field that makes the message so long.
    /^content-length: (\d+)/gim,
  ];
  return patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match): [number, number] => {
      const start = match.index + match[0].length - match[1].length;
      return [start, start + match[1].length];
    }),
  );
}

function occurrences(within: Uint8Array, bytes: Uint8Array): [number, number][] {
  const found: [number, number][] = [];
  if (bytes.length === 0) return found;
  for (let at = within.indexOf(bytes[0]); at >= 0; at = within.indexOf(bytes[0], at + 1)) {
    if (bytes.every((byte, i) => within[at + i] === byte)) found.push([at, at + bytes.length]);
  }
  return found;
}
