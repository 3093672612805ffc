/** Book of what was understood of a capture and what was not: bytes by kind, with whoever it concerns. */
import { BLIND_KINDS, type BlindKind, type Unread } from "../judge/read/understood.ts";
import { plural } from "../plural.ts";

/** One kind of blind spot. */
export interface BlindSpotShare {
  readonly kind: BlindKind;
  readonly name: string;
  /** Occurrences: frames, messages, bodies. */
  readonly count: number;
  readonly bytes: number;
  /** Of all bytes that were looked at, 0 to 1. */
  readonly share: number;
  /** The help that would open it; null where nothing would. */
  readonly opens: string | null;
}

interface Entry {
  count: number;
  bytes: number;
  readonly who: Set<string>;
  readonly details: Set<string>;
}

/** Names that are kept of one kind. */
const MAX_NAMES = 10_000;
const MAX_DETAILS = 20;
/** Detail of TLS of which keys opened a part. */
export const PARTLY_OPENED = "in part";

export class Ledger {
  private contentBytes = 0;
  private readonly entries = new Map<BlindKind, Entry>();

  content(sizeBytes: number): void {
    this.contentBytes += sizeBytes;
  }

  /** `who` it was said to, or by; null where nobody is known. */
  blind({ kind, sizeBytes, detail }: Unread, who: string | null, count = 1): void {
    const entry = this.entries.get(kind) ?? { count: 0, bytes: 0, who: new Set(), details: new Set() };
    this.entries.set(kind, entry);
    entry.count += count;
    entry.bytes += sizeBytes;
    if (who !== null && entry.who.size < MAX_NAMES) entry.who.add(who);
    if (detail !== null && entry.details.size < MAX_DETAILS) entry.details.add(detail);
  }

  bytesOf(kind: BlindKind): number {
    return this.entries.get(kind)?.bytes ?? 0;
  }

  get kinds(): readonly BlindKind[] {
    return [...this.entries.keys()];
  }

  /** Takes over what another one has, but for some kinds. */
  add(other: Ledger, who: string | null, without: readonly BlindKind[] = []): void {
    this.contentBytes += other.contentBytes;
    for (const [kind, { count, bytes, who: names, details }] of other.entries) {
      if (without.includes(kind)) continue;
      for (const name of names.size === 0 ? [who] : names)
        this.blind({ kind, sizeBytes: 0, detail: null }, name, 0);
      for (const detail of details) this.blind({ kind, sizeBytes: 0, detail }, null, 0);
      this.blind({ kind, sizeBytes: bytes, detail: null }, null, count);
    }
  }

  /** Worst first. */
  shares(): BlindSpotShare[] {
    const blind = [...this.entries.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    const all = Math.max(1, this.contentBytes + blind);
    return [...this.entries]
      .map(([kind, { count, bytes }]) => ({ kind, ...BLIND_KINDS[kind], count, bytes, share: bytes / all }))
      .sort((a, b) => b.bytes - a.bytes || (a.kind < b.kind ? -1 : 1));
  }

  /** Each kind in words. `wasOpened`: keys of TLS were used; `hasKeys`: the capture has some itself. */
  phrases(wasOpened: boolean, hasKeys = false): string[] {
    return [...this.entries]
      .sort(([a], [b]) => KIND_ORDER.indexOf(a) - KIND_ORDER.indexOf(b))
      .map(([kind, entry]) => phraseOf(kind, entry, wasOpened, hasKeys));
  }
}

const KIND_ORDER = Object.keys(BLIND_KINDS);

function phraseOf(
  kind: BlindKind,
  { count, bytes, who, details }: Entry,
  wasOpened: boolean,
  hasKeys: boolean,
): string {
  const { name } = BLIND_KINDS[kind];
  const what = details.size === 0 ? "" : ` (${[...details].sort().join(", ")})`;
  const where = who.size === 0 ? "" : ` of ${some(who)}`;
  const size = plural(bytes, "byte");
  const [look, are] = bytes === 1 ? ["looks", "is"] : ["look", "are"];
  switch (kind) {
    case "tls":
      return `${some(who)} spoke TLS, which hides the content, and ${details.has(PARTLY_OPENED) ? partOf(hasKeys) : keysOf(wasOpened, hasKeys)}`;
    case "wifi":
      return `${plural(count, "WiFi frame")} ${count === 1 ? "is" : "are"} encrypted`;
    case "bluetooth":
      return `${plural(count, "Bluetooth packet")} ${count === 1 ? "is" : "are"} encrypted`;
    case "macsec":
      return `${plural(count, "frame")} ${count === 1 ? "is" : "are"} encrypted by MACsec`;
    case "flash":
      return `${size} ${look} like encrypted flash`;
    case "nvs":
      return `${plural(count, "page")} of NVS ${count === 1 ? "is" : "are"} encrypted`;
    case "filesystem":
      return `files may lie in pieces that are not put together${what}`;
    case "opaque":
      return `${size}${where} ${look} encrypted or compressed${what}`;
    case "coding":
      return `${size}${where} ${are} in a content coding that is not read${what}`;
    case "compression":
      return `the compression of ${size}${where} is broken or cut short${what}`;
    case "limit":
      return `${size}${where} ${are} beyond a limit${what}`;
    case "link":
      return `${plural(count, "frame")} of a kind of link that is not read${what}`;
    case "block":
      return `${plural(count, "block")} of a kind that is not read${what}`;
    case "tunnel":
      return `${plural(count, "packet")} of a tunnel that is not read${what}`;
    case "broken":
      return `${size}${where} ${are} not as expected${what}`;
    case "parts":
      return `${plural(count, "packet")} came in parts, and not all are there`;
    case "torn":
      return `the parts of ${plural(count, "value")} are there, though no reader put them together${what}`;
    case "lost":
      return `${size} of ${plural(Math.max(1, who.size), "connection")} ${are} missing from the capture`;
    case "cut":
      return `${plural(count, "packet")} ${count === 1 ? "was" : "were"} not recorded in full`;
    case "unfinished":
      return `${plural(count, "message")}${where} ${count === 1 ? "lacks its" : "lack their"} end${what}`;
    case "leftOut":
      return `${plural(count, "body", "bodies")} ${count === 1 ? "was" : "were"} left out${what}`;
    default:
      return who.size === 0
        ? `${name} hides the content`
        : `${some(who)} spoke ${name}, which hides the content`;
  }
}

function partOf(hasKeys: boolean): string {
  return hasKeys ? "keys do not open all of it" : "the key log does not open all of it";
}

function keysOf(wasOpened: boolean, hasKeys: boolean): string {
  if (wasOpened) return hasKeys ? "no key opens it" : "the key log has no key for it";
  return hasKeys
    ? "it was not decrypted: the capture carries keys, which --tshark would use"
    : "there is no key log (--keylog)";
}

function some(names: ReadonlySet<string>): string {
  const [first = "somebody", second, ...others] = names;
  if (second === undefined) return first;
  return others.length === 0 ? `${first} and ${second}` : `${first}, ${second} and ${others.length} more`;
}
