/**
 * Information that an observer gets about a secret, in bits, as an interval.
 *
 * The secret is drawn at random several times, everything else stays; what the observer sees is then a function
 * of the secret, and the information in it is the entropy of what is seen. Its lower bound is the entropy of the
 * sample (which errs on the low side: G. Miller, "Note on the bias of information estimates", 1955), its upper
 * bound the logarithm of the most different sights that there may be with 95 % confidence (A. Chao, "Estimating the
 * population size for capture-recapture data with unequal catchability", Biometrics 43, 1987), or all there is to know
 * when every draw looks different.
 */

import { toHex } from "../../../sim/tape/bytes.ts";
import type { Tape, TapeEvent } from "../../../sim/tape/tape.ts";
import { isLinkData, view } from "../compare/twins.ts";
import { tellsValue } from "../policy/degree.ts";
import { entropyBits, SAMPLES, type Secret } from "../policy/secret.ts";
import type { Bits, Finding } from "./finding.ts";
import { isSameLine, sourceOf } from "./source.ts";

/** A passphrase has 8 to 63 characters (IEEE 802.11-2020, J.4). */
const PASSPHRASE_LENGTHS = 56;

/**
 * Size of what the finding's observer learns, from the tapes of {@link SAMPLES} runs with the secret drawn anew, if need
 * be; null where it would take them and no more can be drawn.
 */
export function bitsOf(finding: Finding, secret: Secret, draw: (() => readonly Tape[]) | null): Bits | null {
  const all = entropyBits(secret);
  if (tellsValue(finding.degree)) return rounded(all * finding.share, all * finding.share);
  if (draw === null) return null;
  const tapes = draw();
  const counts = new Map<string, number>();
  for (const tape of tapes) {
    const sight = view(tape, finding.observer, finding.from !== "device")
      .filter((event) => event.from === finding.from && isSameLine(sourceOf(event), finding.source))
      .map((event) => describe(event, finding.how))
      .join("\n");
    counts.set(sight, (counts.get(sight) ?? 0) + 1);
  }
  const entropy = [...counts.values()].reduce(
    (sum, n) => sum - (n / tapes.length) * Math.log2(n / tapes.length),
    0,
  );
  // Draws have one length. What only another length brings to light is which length it is.
  if (counts.size === 1) return rounded(0, Math.log2(PASSPHRASE_LENGTHS));
  const high = counts.size === tapes.length ? all : Math.log2(mostClasses([...counts.values()]));
  return rounded(Math.min(entropy, all), Math.min(Math.max(high, entropy), all));
}

/** Deviations of a normal distribution within which 95 % lie on either side of its middle. */
const CONFIDENCE = 1.96;

/** The most classes that there may be, from how often each was seen: upper end of Chao's interval. */
function mostClasses(counts: readonly number[]): number {
  const once = counts.filter((n) => n === 1).length;
  const twice = counts.filter((n) => n === 2).length;
  const unseen = twice > 0 ? once ** 2 / (2 * twice) : (once * (once - 1)) / 2;
  if (unseen === 0) return counts.length;
  const ratio = once / twice;
  const variance =
    twice > 0
      ? twice * (ratio ** 2 / 2 + ratio ** 3 + ratio ** 4 / 4)
      : unseen + (once * (2 * once - 1) ** 2) / 4 - once ** 4 / (4 * (counts.length + unseen));
  return counts.length + unseen * Math.exp(CONFIDENCE * Math.sqrt(Math.log(1 + variance / unseen ** 2)));
}

/** Work is told apart as far as the observer can tell instants apart. */
function describe(event: TapeEvent, how: Finding["how"]): string {
  const payload = event.payload?.filter((_, at) => !isLinkData(event, at));
  const seen = `${event.channel} ${event.to} ${event.sizeBytes} ${payload === undefined ? "" : toHex(payload)}`;
  if (how === "work") return `${seen} ${event.work ?? 0}`;
  return how === "time" ? `${seen} ${event.atMicros}` : seen;
}

function rounded(low: number, high: number): Bits {
  return { low: Math.round(low * 10) / 10, high: Math.round(high * 10) / 10 };
}
