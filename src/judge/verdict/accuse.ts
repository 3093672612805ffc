/** From two runs that differ in one secret to findings: what each observer learns about it, how, and from where. */

import { toBytes, toLatin1 } from "../../../sim/tape/bytes.ts";
import { isLibraryFile } from "../../../sim/tape/position.ts";
import { keyInImage, type Observer, type Tape, type TapeEvent } from "../../../sim/tape/tape.ts";
import type { Difference } from "../compare/twins.ts";
import { isCommonValue } from "../policy/corner-values.ts";
import type { Degree, LeakDegree } from "../policy/degree.ts";
import type { Allowed, Policy } from "../policy/policy.ts";
import type { ReleasedRange, Releases } from "../policy/release.ts";
import type { Secret } from "../policy/secret.ts";
import type { Hit } from "../search/hit.ts";
import type { KnownDerivations } from "../search/known-derivation.ts";
import { type LengthMessage, messagesInLengths } from "../search/length-codes.ts";
import { type PartFound, partOf } from "../search/parts.ts";
import type { Scanner } from "../search/scan.ts";
import type { Part, ScatteredSecrets } from "../search/scattered.ts";
import type { SequenceParts } from "../search/sequence.ts";
import type { ValueScanners } from "../search/value-scanners.ts";
import type { Finding, How } from "./finding.ts";
import type { MadeNames } from "./made-names.ts";
import { type Range, type ReleasedBytes, sameRest, type ValuedRun } from "./released-bytes.ts";
import { sourceOf } from "./source.ts";

/** Context that all accusations of one check share. */
export interface Court {
  readonly policy: Policy;
  readonly releases: Releases;
  /** Knows all secrets with the values of the first run. */
  readonly scanner: Scanner;
  /** Makes scanners of values that a secret has in further runs. */
  readonly scanners: ValueScanners;
  /** Hits of all secrets in what an event of the first run shows. */
  readonly hitsIn: (event: TapeEvent) => readonly Hit[];
  /** Knows what of the first run is a piece of a secret; learns from each further run. */
  readonly pieces: ScatteredSecrets;
  /** Knows what is likely to be computed from the secrets; made when it is needed. */
  readonly derivations: () => KnownDerivations;
  /** Parts of what a scanner finds in what was sent one after the other in a run, put together. */
  readonly inSequences: (tape: Tape, scanner: Scanner) => SequenceParts;
  readonly released: ReleasedBytes;
  readonly madeNames: MadeNames;
}

/** A finding of two runs that do not know which scenario they lived through. */
export interface Accused extends Omit<Finding, "origin"> {
  /** It is seen in the image, before anything runs. */
  readonly inImage: boolean;
}

/** Findings about `secret` from all differences between the runs `a` and `b`, in which it has its value and `variant`. */
export function accuse(
  court: Court,
  secret: Secret,
  variant: string,
  { a, b, differences }: { readonly a: Tape; readonly b: Tape; readonly differences: readonly Difference[] },
): Accused[] {
  return new Accusation(court, secret, variant, a, b).findings(differences);
}

/** Parts of shorter values are found by chance. */
const MIN_PARTED_CHARACTERS = 8;

class Accusation {
  private readonly first: ValuedRun;
  private readonly second: ValuedRun;
  /** Messages coded in lengths, by who sends them and how. */
  private readonly lengths = new Map<string, LengthMessage[]>();

  constructor(
    private readonly court: Court,
    private readonly secret: Secret,
    private readonly variant: string,
    private readonly a: Tape,
    private readonly b: Tape,
  ) {
    this.first = { tape: a, values: new Map([[secret.name, secret.value]]) };
    this.second = { tape: b, values: new Map([[secret.name, variant]]) };
  }

  /** Knows the value of the second run. */
  private get other(): Scanner {
    return this.court.scanners.of(this.variant);
  }

  findings(differences: readonly Difference[]): Accused[] {
    const findings: Accused[] = [];
    const times: Accused[] = [];
    const { name } = this.secret;
    this.court.pieces.learn(name, differences, (event, observer) =>
      this.released(event, observer, this.first),
    );
    for (const difference of differences) {
      const { what } = difference;
      if (what === "time" || what === "work")
        times.push(this.finding(difference, "implicit", [], what, null));
      else if (what === "content") findings.push(...this.ofContent(difference));
      else findings.push(...this.ofShape(difference, what));
    }
    const told = findings.filter((f) => f.allowed === null);
    for (const time of times) {
      // A shift in time after something else already differed says nothing new, unless only this has a line.
      const others = findings.filter((f) => f.observer === time.observer && f.allowed === null);
      if (others.some((f) => hasOwnLine(f) || !hasOwnLine(time))) continue;
      if (time.how === "work" && !isComputedByFirmware(time, told)) continue;
      findings.push(time);
    }
    return findings;
  }

  /** The same step sent other bytes. */
  private ofContent(difference: Difference): Accused[] {
    const { observer } = difference;
    const a = difference.a!;
    const b = difference.b!;
    const findings: Accused[] = [];
    const releasedA = this.released(a, observer, this.first);
    const releasedB = this.released(b, observer, this.second);
    const whole = this.hitsOfFirst(a);
    const pieces = whole.length > 0 ? [] : this.court.pieces.of(this.secret.name, observer, a);
    const hitsA = [...whole, ...pieces];
    const isWithin = (inner: Range, outer: Range) => outer.start <= inner.start && inner.end <= outer.end;
    const clear = hitsA.filter((hit) => hit.degree === "clear");
    const open = hitsA
      .filter((hit) => !releasedA.some((range) => isWithin(hit, range)))
      // Bytes that lie open in an archive do not have to be unpacked.
      .filter((hit) => hit.degree === "clear" || !clear.some((plain) => isWithin(plain, hit)));
    for (const degree of ["clear", "encoded"] as const) {
      const hit = open.find((h) => h.degree === degree && h.isLast);
      if (hit !== undefined) findings.push(this.finding(difference, degree, hit.chain, "value", null));
    }
    // Leavings of an earlier frame tell nothing new, and are no flow of their own.
    const [toldA, toldB] = [releasedA, releasedB].map((ranges) => ranges.filter((r) => r.isLeft !== true));
    if (toldA.length > 0 && !sameRest(a, toldA, b, toldB, true)) {
      for (const allowed of new Map(toldA.map((r) => [r.allowed.name, r.allowed])).values()) {
        findings.push(this.finding(difference, "derived", [], "declared flow", allowed));
      }
    }
    const news = clear.length === 0 && open.length === 0 ? this.onlyInSecond(difference, releasedB) : null;
    if (news !== null) return [...findings, news];
    // Pieces are known from runs that show them at the same places; where they have another length, they are longer.
    if (pieces.length > 0 && a.payload!.length !== b.payload!.length) return findings;
    const hitsB = pieces.length > 0 ? pieces : open.length > 0 ? this.hitsOfSecond(b) : [];
    const maskA = [...releasedA, ...open];
    const maskB = [...releasedB, ...hitsB];
    if (!sameRest(a, maskA, b, maskB)) {
      // Another name looked up, or called by, is another peer.
      const choice = a.channel === "dns" || a.kind === "client hello" || differInHost(a, b);
      findings.push(
        choice && open.length === 0
          ? this.finding(difference, "implicit", [], "peer", null)
          : this.derived(difference, without(a, releasedA), without(b, releasedB)),
      );
    }
    return findings;
  }

  private released(event: TapeEvent, observer: Observer, run: ValuedRun): ReleasedRange[] {
    return this.court.released.ranges(event, observer, this.secret.name, run);
  }

  /** The second run's value, where the first run sends something else at that place. */
  private onlyInSecond(difference: Difference, releasedB: readonly ReleasedRange[]): Accused | null {
    const [a, b] = [difference.a!, difference.b!];
    // The first run does not have it there: even a common word is isLast then, unless it is short.
    if (this.variant.length < MIN_PARTED_CHARACTERS) return null;
    const news = this.hitsOfSecond(b).filter(
      (hit) => hit.isLast && !releasedB.some((range) => range.start <= hit.start && hit.end <= range.end),
    );
    if (news.length === 0 || this.other.scan(shownBy(a)).length > 0) return null;
    const worst = news.find((h) => h.degree === "clear") ?? news[0];
    return this.finding(difference, worst.degree, worst.chain, "value", null);
  }

  /** Places where an event of the second run tells its value; words that stand everywhere are not looked for. */
  private toldBySecond(event: TapeEvent): Part[] {
    return isCommonValue(this.variant) ? [] : this.hitsOfSecond(event).filter(({ isLast }) => isLast);
  }

  /** A part of the value; of short ones and of common words every text may hold some. */
  private part(a: Uint8Array, b: Uint8Array): PartFound | null {
    const { value } = this.secret;
    if (value.length < MIN_PARTED_CHARACTERS || isCommonValue(this.variant)) return null;
    return partOf(this.court.scanners, value, this.variant, a, b);
  }

  /** `a` and `b`: the payloads without what is released. */
  private derived(difference: Difference, a: Uint8Array, b: Uint8Array): Accused {
    const part = this.part(a, b);
    if (part !== null) {
      const share = part.characters / part.of;
      return { ...this.finding(difference, part.degree, part.chain, "value", null), share };
    }
    const name = this.court.derivations().nameIn(difference.a!.payload!, this.secret.name);
    if (name === null) return this.finding(difference, "derived", [], "computed", null);
    return this.finding(difference, "derived", [name], "guessable", null);
  }

  /** Something was sent or not, in another size, or to somebody else. */
  private ofShape(difference: Difference, what: "size" | "peer" | "presence"): Accused[] {
    const { a, observer } = difference;
    const event = a ?? difference.b!;
    const release = this.court.released.whole(event, observer, this.secret.name);
    if (release !== null) return [this.finding(difference, "implicit", [], "declared flow", release)];
    const named = what === "peer" ? { ...event, payload: null } : event;
    const told = a?.payload === null && what !== "peer" ? this.toldByLengths(a) : null;
    if (told !== null) return [this.finding(difference, "encoded", told, "value", null)];
    const hits = a === null ? this.toldBySecond(difference.b!) : this.hitsOfFirst(named);
    if (hits.length === 0) {
      // Names of entries in flash are stored like their contents.
      const isStored = what === "peer" && event.channel === "flash";
      return isStored
        ? [this.finding(difference, "derived", [], "name", null)]
        : [this.finding(difference, "implicit", [], what, null)];
    }
    const worst = hits.find((h) => h.degree === "clear") ?? hits[0];
    return [this.finding(difference, worst.degree, worst.chain, "value", null)];
  }

  /** The coding in which the lengths of an event and those of its kind tell the secret; null when they do not. */
  private toldByLengths(event: TapeEvent): readonly string[] | null {
    const { from, channel, kind } = event;
    const key = `${from} ${channel} ${kind}`;
    let told = this.lengths.get(key);
    if (told === undefined) {
      const alike = this.a.events.filter((e) => e.from === from && e.channel === channel && e.kind === kind);
      const { value } = this.secret;
      told = messagesInLengths(alike.map((e) => e.sizeBytes)).filter(({ texts }) => texts.includes(value));
      this.lengths.set(key, told);
    }
    return told[0]?.chain ?? null;
  }

  /** Hits of the first run's value in one of its events. */
  private hitsOfFirst(event: TapeEvent): readonly Part[] {
    const { scanner, hitsIn, inSequences } = this.court;
    const isMeant = ({ secret }: Hit) => secret === this.secret.name;
    return partsOf(event, hitsIn(event).filter(isMeant), () => inSequences(this.a, scanner)).filter(isMeant);
  }

  /** Hits of the second run's value in one of its events. */
  private hitsOfSecond(event: TapeEvent): readonly Part[] {
    const { other } = this;
    return partsOf(event, other.scan(shownBy(event)), () => this.court.inSequences(this.b, other));
  }

  /** A name without the second run's value in it. */
  private shown(name: string): string {
    return isCommonValue(this.variant) ? name : this.other.redact(name, this.secret.name);
  }

  /** Name of the other side; where the second run has another one, that is remembered. */
  private peer({ a, b }: Pick<Difference, "a" | "b">): string | null {
    const { scanner, madeNames } = this.court;
    const to = (a ?? b)!.to;
    if (to === null) return null;
    const name = this.shown(scanner.redact(to));
    if (a !== null && b !== null && b.to !== null)
      madeNames.learn(name, this.shown(scanner.redact(b.to)), this.secret.name);
    return name;
  }

  private finding(
    difference: { observer: Observer; a: TapeEvent | null; b: TapeEvent | null; what: Difference["what"] },
    degree: LeakDegree,
    chain: readonly string[],
    how: How,
    declared: Allowed | null,
  ): Accused {
    const { releases } = this.court;
    const { observer } = difference;
    const event = difference.a ?? difference.b!;
    const platform =
      degree === "implicit" ? null : this.court.released.platform(event, observer, this.secret.name);
    const allowed = declared ?? platform;
    if (declared !== null) releases.use(declared.name);
    const shown: Degree = allowed === null ? degree : "released";
    const timing = difference.what === "time" || difference.what === "work";
    const channel = timing ? "time" : event.channel;
    return {
      rule: `${shown}/${channel}`,
      secret: this.secret.name,
      observer,
      from: event.from,
      degree: shown,
      chain,
      channel,
      to: this.peer(difference),
      atMicros: event.atMicros,
      allowed,
      source: sourceOf(event),
      bits: null,
      share: 1,
      how,
      inImage: keyInImage(event) !== null,
    };
  }
}

/** Bytes in which an event shows something: its payload, else whom it names. */
export function shownBy({ payload, to }: TapeEvent): Uint8Array {
  return payload ?? toBytes(to ?? "");
}

/**
 * Hits in what an event shows. A value that is split over several writes of one connection, or sent piece by piece from
 * one place, counts for each of them; the last one tells it.
 */
function partsOf(event: TapeEvent, whole: readonly Hit[], inSequences: () => SequenceParts): readonly Part[] {
  if (whole.length > 0 || event.payload === null) return whole.map((hit) => ({ ...hit, isLast: true }));
  return inSequences().of(event);
}

/**
 * True if a moment of computing is the firmware's own doing. After the runs have parted, and in
 * timers of the library, it may as well be the garbage collector's.
 */
function isComputedByFirmware(time: Accused, told: readonly Accused[]): boolean {
  return hasOwnLine(time) && !told.some((finding) => finding.atMicros < time.atMicros);
}

/** True if the finding comes from a known line of the project's own code. */
export function hasOwnLine({ source }: Accused): boolean {
  return source !== null && !isLibraryFile(source.file);
}

/** The payload with zeros for the bytes of the ranges. */
function without({ payload }: TapeEvent, ranges: readonly Range[]): Uint8Array {
  const rest = payload!.slice();
  for (const { start, end } of ranges) rest.fill(0, start, end);
  return rest;
}

/** True if two writes are equal but for the name of the host that each is for. */
function differInHost(a: TapeEvent, b: TapeEvent): boolean {
  if (a.to === null || b.to === null || a.to === b.to) return false;
  const without = ({ payload, to }: TapeEvent) => toLatin1(payload!).replaceAll(to!.replace(/:\d+$/, ""), "");
  return without(a) === without(b);
}
