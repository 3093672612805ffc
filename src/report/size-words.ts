/**
 * Words for the size of what an observer learns. An interval of bits says how many values the observer can tell apart:
 * b bits tell 2^b. Its lower bound is what was seen in a few draws of the secret, its upper bound what there may be at
 * most (src/judge/verdict/bits.ts).
 */
import type { Bits } from "../judge/verdict/finding.ts";

/** Bits are given to one decimal: the measured bound is less than this away. */
const ROUNDING_BITS = 0.05;
/** Numbers up to here come out of rounded bits exactly. */
const MAX_EXACT_VALUES = 14;
/** More than a few draws can count: beyond, the upper bound is all that there is to know. */
const MAX_COUNTED_VALUES = 1_000;

/** Explanation of all sizes in a report, once in it. */
export const SIZES =
  "Sizes are in bits: n bits tell 2 to the power of n values of a credential apart. Of two numbers, the lower is certain: it is what twelve values drawn at random showed, 3.6 bits if all looked different. The upper is the most that it can be.";

/** Such as `enough to tell at least 12 values apart, perhaps all (3.6 to 83.4 bits)`. */
export function sizeText(bits: Bits): string {
  return `${valuesText(bits)} (${bitsText(bits)})`;
}

/** Such as `3.6 to 83.4 bits`, or `83 bits` where both bounds are one. */
export function bitsText({ low, high }: Bits): string {
  const unit = high === 1 ? "bit" : "bits";
  if (low !== high) return `${low} to ${high} ${unit}`;
  // More digits would say nothing: this is what the whole secret holds, or a share of it, by an estimate.
  return `${high < 10 ? high : Math.round(high)} ${unit}`;
}

/** Values that an observer can tell apart: at least, and at most; null where that may be all. */
export function valuesToldApart({ low, high }: Bits): {
  readonly least: number;
  readonly most: number | null;
} {
  if (high === 0) return { least: 0, most: 0 };
  const most = atMost(high);
  return { least: atLeast(low), most: most > MAX_COUNTED_VALUES ? null : most };
}

function valuesText(bits: Bits): string {
  const { least, most } = valuesToldApart(bits);
  if (most === 0) return "too little to tell any values apart";
  if (most === null)
    return `enough to tell ${least > 0 ? `at least ${least}` : "some"} values apart, perhaps all`;
  if (least === 0) return `enough to tell at most ${most} values apart`;
  return `enough to tell ${least === most ? least : `${least} to ${most}`} values apart`;
}

/** Values that are told apart for certain; none where no draw looked different. */
function atLeast(low: number): number {
  if (low === 0) return 0;
  const values = Math.round(2 ** low);
  if (values <= MAX_EXACT_VALUES) return Math.max(2, values);
  return Math.min(Math.floor(2 ** (low - ROUNDING_BITS)), MAX_COUNTED_VALUES);
}

/** Values that may be told apart; large numbers are rounded up, as they are estimates. */
function atMost(high: number): number {
  const values = Math.round(2 ** high);
  if (values <= MAX_EXACT_VALUES) return Math.max(2, values);
  return Math.ceil(2 ** (high + ROUNDING_BITS) / 10) * 10;
}
