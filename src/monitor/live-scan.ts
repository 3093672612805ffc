/** Looks for known secrets in what comes from a board, piece by piece, as soon as it comes. */

import { concat } from "../../sim/tape/bytes.ts";
import { type KnownSecret, wantedOf } from "../capture/known-secret.ts";
import { isByChance, shortOnes } from "../capture/search.ts";
import type { Hit } from "../judge/search/hit.ts";
import { withDerived } from "../judge/search/known-derivation.ts";
import { Scanner } from "../judge/search/scan.ts";
import { nodeCrypto } from "../world-crypto.ts";

/** Earlier bytes scanned again with each piece, for secrets that are spread over several. */
const TAIL_BYTES = 2 * 1024;

export class LiveScan {
  private readonly scanner: Scanner;
  private readonly short: ReadonlySet<string>;
  private readonly tails = new Map<string, Uint8Array>();

  constructor(secrets: readonly KnownSecret[]) {
    this.scanner = new Scanner(withDerived(wantedOf(secrets), nodeCrypto));
    this.short = shortOnes(secrets);
  }

  /** Names of secrets that are too short to be looked for. */
  get tooShort(): readonly string[] {
    return this.scanner.tooShort;
  }

  /** Of each secret that ends in these bytes the hit that takes fewest layers. Pieces of one thread follow each other. */
  look(thread: string, bytes: Uint8Array): Hit[] {
    const tail = this.tails.get(thread) ?? new Uint8Array();
    const window = concat(tail, bytes);
    this.tails.set(thread, window.slice(-TAIL_BYTES));
    const first = new Map<string, Hit>();
    for (const hit of this.scanner.scan(window))
      if (hit.end > tail.length && !first.has(hit.secret) && !isByChance(hit, this.short))
        first.set(hit.secret, hit);
    return [...first.values()];
  }

  /** The text with every secret in it replaced by its name. */
  redact(text: string): string {
    return this.scanner.redact(text);
  }

  /** Hexadecimal, with every secret replaced by its name. */
  redactBytes(bytes: Uint8Array): string {
    return this.scanner.redactBytes(bytes);
  }
}
