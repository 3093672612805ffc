/**
 * A Veil hides everything in a run that depends on a secret: what is not the same in a run that differs in the values of
 * all secrets, in which no character of a value is the same. A search for secrets sees what it knows to look for; this
 * hides pieces, and encodings that nobody has a name for, as well.
 */
import type { Observer, Tape, TapeEvent } from "../../sim/tape/tape.ts";
import { sharedEnds } from "../judge/compare/shared-ends.ts";
import { type allPairsOf, pairsOf } from "../judge/compare/twins.ts";
import type { Range } from "../judge/search/byte-class.ts";

export class Veil {
  private readonly partners = new Map<Observer, ReadonlyMap<TapeEvent, TapeEvent>>();

  /**
   * `other` is null where not every secret could take another value: then everything is hidden, and so is what `pairs`
   * leaves out; by default that is what neither the device nor anybody who hands it credentials sends.
   */
  constructor(
    private readonly tape: Tape,
    private readonly other: Tape | null,
    private readonly pairs: typeof allPairsOf = (a, b, observer) => pairsOf(a, b, observer, true),
  ) {}

  /** Ranges of an event's payload that depend on a secret, in order; null for all of it. */
  hidden(event: TapeEvent, observer: Observer): ChangedRange[] | null {
    const partner = this.partnerOf(event, observer);
    if (partner === null || event.payload === null || partner.payload === null) return null;
    return changedBytes(event.payload, partner.payload);
  }

  /** The other side of an event, null where there is none; undefined where which one it is depends on a secret. */
  peer(event: TapeEvent, observer: Observer): string | null | undefined {
    if (event.to === null) return null;
    return this.partnerOf(event, observer)?.to === event.to ? event.to : undefined;
  }

  private partnerOf(event: TapeEvent, observer: Observer): TapeEvent | null {
    if (this.other === null) return null;
    let partners = this.partners.get(observer);
    if (partners === undefined) {
      const pairs = this.pairs(this.tape, this.other, observer);
      partners = new Map(pairs.flatMap(([a, b]) => (a === null || b === null ? [] : [[a, b] as const])));
      this.partners.set(observer, partners);
    }
    return partners.get(event) ?? null;
  }
}

/** Range of bytes that are not the same. */
export interface ChangedRange extends Range {
  /** Some of it may be the same: what is compared is not as long. */
  readonly isRough?: boolean;
}

/** Ranges of `a` that are others in `b`, in order. */
export function changedBytes(a: Uint8Array, b: Uint8Array): ChangedRange[] {
  return a.length === b.length ? changedRuns(a, b) : changedMiddle(a, b);
}

function changedRuns(a: Uint8Array, b: Uint8Array): Range[] {
  const runs: Range[] = [];
  for (let at = 0; at < a.length; at++) {
    if (a[at] === b[at]) continue;
    const last = runs.at(-1);
    if (last?.end === at) runs[runs.length - 1] = { start: last.start, end: at + 1 };
    else runs.push({ start: at, end: at + 1 });
  }
  return runs;
}

/** Range between the beginning and the end that both share. */
function changedMiddle(a: Uint8Array, b: Uint8Array): ChangedRange[] {
  const { head, tail } = sharedEnds(a, b);
  const end = a.length - tail;
  return head === end ? [] : [{ start: head, end, isRough: true }];
}
