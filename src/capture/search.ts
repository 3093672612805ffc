/**
 * Searches what a capture holds, in as many threads as it has: directions of connections, logs, bodies. What is found
 * becomes the findings that the judge makes of tapes.
 */
import type { Credentials, WorldCrypto } from "../../sim/radio/wpa.ts";
import type { Channel, Observer } from "../../sim/tape/tape.ts";
import { isOpen } from "../judge/read/understood.ts";
import type { Fragments } from "../judge/search/fragments.ts";
import type { Hit } from "../judge/search/hit.ts";
import type { SecretPlace } from "../judge/search/redact.ts";
import type { Scanner } from "../judge/search/scan.ts";
import { type ScanStream, type StreamHit, WINDOW_BYTES } from "../judge/search/scan-stream.ts";
import { MAX_WAITING_WINDOWS, type ScanAhead, WindowQueue } from "../judge/search/window-queue.ts";
import { compareFindings, type Finding, type How } from "../judge/verdict/finding.ts";
import type { KnownSecret } from "./known-secret.ts";
import { soughtOf } from "./sought.ts";

/** Sight of a thread: the observers who see it, the channel, and the other side. */
export interface Sight {
  readonly observers: readonly Observer[];
  readonly channel: Channel;
  readonly to: string | null;
  /** Name of the platform release that covers `secret` here; null when none does. */
  readonly release?: (secret: string) => string | null;
  /** Layers that are off already, outermost first. */
  readonly layers?: readonly string[];
}

/** Mark of a thread's bytes: when and where in the capture they were. */
export interface Mark {
  /** After the capture's first moment. */
  readonly atMicros: number;
  /** In words, such as `frame 12`. */
  readonly where: string;
  /** Number of the packet, where the place is one. */
  readonly frame?: number;
}

export interface Found {
  readonly finding: Finding;
  /** Null in a thread that is the file itself: then the offset says it. */
  readonly where: string | null;
  /** Of the hit's first byte in its thread. */
  readonly offset: number;
  /** Every place where the same was found, in order, up to a limit; null stands for the offset. */
  readonly places: readonly Place[];
  /** Number of all places. */
  readonly count: number;
  /** Bytes around the hit; null where they are not kept. They hold what was captured: only what is masked may be shown. */
  readonly around: Around | null;
}

/** Bytes of a capture, with the places of secrets in them. */
export interface Around {
  readonly bytes: Uint8Array;
  readonly places: readonly SecretPlace[];
}

/** One occurrence. */
export interface Place {
  readonly where: string | null;
  readonly offset: number;
}

/** Places of one finding that are listed. */
const MAX_PLACES = 100;

/** More findings of one capture help nobody. */
const MAX_FINDINGS = 1_000;
/** Shorter secrets occur by chance where bytes are taken in another order, or one by one. */
const SHORT_SECRET_BYTES = 8;
const UNFAITHFUL =
  /^(?:reversed|rot13|upper case|lower case|swapped|inverted|difference|every|xor|base58|base85)/;
/** Hits that others are held against. */
const MAX_COMPARED_HITS = 500;
/** Marks of a thread from which on only bytes so far from the last get one. */
const MANY_MARKS = 4_096;
const MARK_DISTANCE_BYTES = 256;
/** Bytes of a thread whose hits are not known yet, and what may be before the first of them. */
const MAX_WAITING_BYTES = (MAX_WAITING_WINDOWS + 2) * WINDOW_BYTES;

export class Search {
  private readonly scanner: Scanner;
  private readonly windows: WindowQueue;
  private readonly short: ReadonlySet<string>;
  private readonly found = new Map<string, Found>();
  private readonly shownNames = new Map<string, string>();
  /** Memory that all threads hold, bytes. */
  heldBytes = 0;

  private readonly fragments: Fragments;

  /** Names of the secrets that a value was computed from, by what it is called. */
  private readonly computed: ReadonlyMap<string, readonly string[]>;

  /** Networks whose name and passphrase are both among the secrets. */
  readonly networks: readonly Credentials[];

  constructor(
    secrets: readonly KnownSecret[],
    readonly crypto: WorldCrypto,
    ahead: ScanAhead = (_, scan) => (window) => () => scan(window),
  ) {
    const { wanted, scanner, fragments, computed, networks } = soughtOf(secrets, crypto);
    this.scanner = scanner;
    this.windows = new WindowQueue(ahead(wanted, (window) => scanner.scanWindow(window)));
    this.fragments = fragments;
    this.computed = computed;
    this.networks = networks;
    this.short = shortOnes(secrets);
  }

  /** Names of secrets that are too short to be searched for. */
  get tooShort(): readonly string[] {
    return this.scanner.tooShort;
  }

  /** `sight` is asked when something is found: more may be known of a connection by then. */
  thread(sight: () => Sight): Thread {
    return new Thread(
      this.scanner.stream(this.windows),
      (hit, mark) => this.take(hit, mark, sight()),
      (grown) => {
        this.heldBytes += grown;
      },
    );
  }

  /** The text with every secret in it replaced by its name. */
  redact(text: string): string {
    return this.scanner.redact(text);
  }

  /** The same for names that come again and again. */
  private shown(name: string): string {
    const known = this.shownNames.get(name) ?? this.fragments.redact(this.redact(name));
    if (this.shownNames.size < MAX_FINDINGS) this.shownNames.set(name, known);
    return known;
  }

  private shownAround(bytes: Uint8Array | undefined): Around | null {
    return bytes === undefined
      ? null
      : { bytes, places: this.fragments.placesIn(bytes, this.scanner.places(bytes)) };
  }

  /** Findings so far, worst first. */
  results(): Found[] {
    return [...this.found.values()].sort(
      (a, b) => compareFindings(a.finding, b.finding) || a.offset - b.offset,
    );
  }

  /** A value that was computed from several secrets tells each of them. */
  private take(hit: StreamHit, mark: Mark | null, sight: Sight): void {
    const computed = this.computed.get(hit.secret);
    if (computed === undefined) {
      if (!isByChance(hit, this.short)) this.note(hit.secret, hit.degree, hit.chain, hit, mark, sight);
      return;
    }
    for (const secret of computed) this.note(secret, "derived", [hit.secret, ...hit.chain], hit, mark, sight);
  }

  private note(
    secret: string,
    found: Finding["degree"],
    inner: readonly string[],
    { start: offset, around }: StreamHit,
    mark: Mark | null,
    sight: Sight,
  ): void {
    const { observers, channel, layers = [] } = sight;
    const to = sight.to === null ? null : this.shown(sight.to);
    const release = sight.release?.(secret) ?? null;
    const chain = [...layers, ...inner];
    const shownDegree = found === "clear" && !isOpen(layers) ? "encoded" : found;
    const degree = release === null ? shownDegree : "released";
    for (const observer of observers) {
      const key = [secret, observer, channel, degree, to, release].join("\u0000");
      const earlier = this.found.get(key);
      if (earlier === undefined && this.found.size >= MAX_FINDINGS) continue;
      const place = { where: mark?.where ?? null, offset };
      const finding = captureFinding(
        {
          ...{ secret, observer, degree, chain, channel, to },
          allowed: release === null ? null : { by: "platform", name: release },
          atMicros: mark?.atMicros ?? 0,
        },
        place,
      );
      const isKept = earlier !== undefined && !isBetter({ finding, ...place }, earlier);
      const places = withPlace(earlier, place);
      this.found.set(
        key,
        isKept
          ? { ...earlier, ...places }
          : { finding, ...place, ...places, around: this.shownAround(around) },
      );
    }
  }
}

/** The same value in one frame counts once, under however many layers. */
function withPlace(earlier: Found | undefined, place: Place): Pick<Found, "places" | "count"> {
  if (earlier === undefined) return { places: [place], count: 1 };
  const { places, count } = earlier;
  const isKnown = places.some(
    ({ where, offset }) => where === place.where && (where !== null || offset === place.offset),
  );
  if (isKnown) return { places, count };
  return { places: places.length < MAX_PLACES ? [...places, place] : places, count: count + 1 };
}

/** Names of secrets that are so short that they may be found by chance. */
export function shortOnes(secrets: readonly KnownSecret[]): ReadonlySet<string> {
  const isShort = ({ values }: KnownSecret) => values.some((value) => value.length < SHORT_SECRET_BYTES);
  return new Set(secrets.filter(isShort).map(({ name }) => name));
}

/** Chance hit: bytes of a short secret in another order, or one by one. It is worth nothing. */
export function isByChance({ secret, chain }: Hit, short: ReadonlySet<string>): boolean {
  const last = chain.at(-1);
  return short.has(secret) && last !== undefined && UNFAITHFUL.test(last);
}

type Known = "secret" | "observer" | "degree" | "chain" | "channel" | "to" | "allowed" | "atMicros";

/** A finding with what no capture tells: the line of the source, the scenario, how many bits. */
export function captureFinding(known: Pick<Finding, Known>, at: Place, how: How = "value"): Finding {
  const rule = `${known.degree}/${known.channel}`;
  const unknown = {
    from: "device",
    source: null,
    bits: null,
    share: 1,
  } as const;
  return { ...known, ...unknown, origin: { kind: "recording", ...at }, rule, how };
}

/** Bytes in order. */
export class Thread {
  private marks: { readonly offset: number; readonly mark: Mark }[] = [];
  /** With so many, those are dropped that no hit can be in any more. */
  private mostMarks = MANY_MARKS;
  private offset = 0;

  constructor(
    private readonly stream: ScanStream,
    private readonly take: (hit: StreamHit, mark: Mark | null) => void,
    /** Told by how many bytes the memory that it holds has grown. */
    private readonly grow: (bytes: number) => void,
  ) {
    grow(stream.heldBytes);
  }

  push(bytes: Uint8Array, mark: Mark | null = null): void {
    if (mark !== null) this.mark(mark);
    this.offset += bytes.length;
    this.search(() => this.stream.push(bytes));
  }

  /** Searches what has not been searched yet: what follows continues something else. */
  close(): void {
    this.search(() => this.stream.end());
    this.grow(-this.stream.heldBytes);
  }

  private search(step: () => readonly StreamHit[]): void {
    const before = this.stream.heldBytes;
    this.report(step());
    this.grow(this.stream.heldBytes - before);
  }

  private mark(mark: Mark): void {
    const { marks, offset } = this;
    const last = marks.at(-1);
    if (last !== undefined && last.mark.where === mark.where) return;
    if (marks.length >= MANY_MARKS && offset - last!.offset < MARK_DISTANCE_BYTES) return;
    if (marks.length >= this.mostMarks) {
      this.marks = marks.filter((entry) => entry.offset > offset - MAX_WAITING_BYTES);
      this.mostMarks = Math.max(MANY_MARKS, 2 * this.marks.length);
    }
    this.marks.push({ offset, mark });
  }

  private report(hits: readonly StreamHit[]): void {
    // Those with the fewest layers come first.
    const plainest = hits.slice(0, MAX_COMPARED_HITS);
    for (const hit of hits) if (!isSeenThrough(hit, plainest)) this.take(hit, this.markAt(hit.start));
  }

  private markAt(offset: number): Mark | null {
    return this.marks.findLast((entry) => entry.offset <= offset)?.mark ?? this.marks[0]?.mark ?? null;
  }
}

/**
 * Duplicate hit: the same secret lies there under fewer layers. Layers that were taken off in vain
 * are not worth telling.
 */
function isSeenThrough(hit: Hit, plainest: readonly Hit[]): boolean {
  return plainest.some(
    ({ secret, chain, start, end }) =>
      secret === hit.secret && chain.length < hit.chain.length && hit.start <= start && end <= hit.end,
  );
}

/** The first in the capture; of the same place, the one that says most simply how. */
function isBetter(a: Pick<Found, "finding" | "where" | "offset">, b: Found): boolean {
  if (a.finding.atMicros !== b.finding.atMicros) return a.finding.atMicros < b.finding.atMicros;
  if (a.where !== null && a.where !== b.where) return false;
  if (a.where === null && a.offset !== b.offset) return a.offset < b.offset;
  const longer = a.finding.chain.length - b.finding.chain.length;
  return a.finding.degree === "clear" ? longer > 0 : longer < 0;
}
