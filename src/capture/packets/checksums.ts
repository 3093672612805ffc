/**
 * Checksums of the Internet protocols (RFC 1071), by whoever writes them. Network cards fill them in after the recorder has
 * seen a packet, so all of a sender's may be wrong; where some are right, the others show damage.
 */

/** Senders that are remembered. */
const MAX_SENDERS = 10_000;

/** The sum over all parts is all ones; `start` are fields that stand in none. */
export function isSumRight(parts: readonly Uint8Array[], start = 0): boolean {
  let sum = start;
  for (const part of parts) {
    const even = part.length & ~1;
    for (let i = 0; i < even; i += 2) sum += (part[i] << 8) | part[i + 1];
    if (even < part.length) sum += part[even] << 8;
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return sum === 0xffff;
}

interface Counts {
  hasRight: boolean;
  wrong: number;
  wrongBytes: number;
}

export class Checksums {
  private readonly senders = new Map<string, Counts>();

  note(sender: string, isRight: boolean, sizeBytes: number): void {
    const counts = this.senders.get(sender) ?? { hasRight: false, wrong: 0, wrongBytes: 0 };
    if (this.senders.size < MAX_SENDERS) this.senders.set(sender, counts);
    counts.hasRight ||= isRight;
    if (isRight) return;
    counts.wrong++;
    counts.wrongBytes += sizeBytes;
  }

  /** Packets that were damaged. */
  damaged(): { readonly count: number; readonly sizeBytes: number } {
    const mixed = [...this.senders.values()].filter(({ hasRight, wrong }) => hasRight && wrong > 0);
    return {
      count: mixed.reduce((sum, { wrong }) => sum + wrong, 0),
      sizeBytes: mixed.reduce((sum, { wrongBytes }) => sum + wrongBytes, 0),
    };
  }
}
