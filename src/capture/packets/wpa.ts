/**
 * Opens WiFi frames whose keys are known: from the network's name and passphrase and the handshake in the capture
 * (IEEE 802.11-2020, 12.7), with CCMP (12.5.3). What TKIP or WEP sealed, and WPA3's handshake, stay closed.
 */
import { aeskw } from "@noble/ciphers/aes.js";
import {
  type Credentials,
  type Nonces,
  PAIRWISE_LABEL,
  pairwiseContext,
  pairwiseMasterKey,
  type WorldCrypto,
} from "../../../sim/radio/wpa.ts";
import { concat, concatAll, toHex, u16 } from "../../../sim/tape/bytes.ts";
import { openCcm } from "../../ccm.ts";
import { headerOf } from "./ieee80211.ts";

const ADDRESS_BYTES = 6;
const ADDRESS = { first: 4, second: 10, third: 16, fourth: 24 };
/** Frame control: bits of the subtype, retry, power and more data are masked; the order bit too where there is quality. */
const FLAG = { toSystem: 1, fromSystem: 2, masked: 0x38, protected: 0x40, order: 0x80, quality: 0x80 };
const SUBTYPE_MASK = 0x8f;
/** Places in an EAPOL-Key frame behind its four bytes of 802.1X (12.7.2). */
const KEY = {
  infoAt: 1,
  nonceAt: 13,
  lengthAt: 93,
  dataAt: 95,
  nonceBytes: 32,
  isPairwise: 0x08,
  hasAck: 0x80,
};
const HAS_ENCRYPTED_DATA = 0x1000;
const EAPOL_BYTES = 4;
const LOGICAL_LINK_BYTES = 8;
const CCMP = { headerBytes: 8, tagBytes: 8, hasExtendedIv: 0x20 };
const CHECKSUM_BYTES = 4;
/** Keys of a pair: to confirm, to encrypt keys, and to encrypt data. */
const PAIR_KEY_BYTES = 48;
/** A group's key in the data of a handshake (12.7.2, table 12-7): type, length, organisation, kind, flags, key. */
const GROUP_KEY = { type: 0xdd, mark: [0x00, 0x0f, 0xac, 0x01], headerBytes: 8 };
const MAX_PAIRS = 1_000;
const MAX_KEYS = 64;

interface Pair {
  /** Of the access point, by the last first message; null before there was one. */
  authenticatorNonce: Uint8Array | null;
  /** Newest first. */
  keys: Uint8Array[];
}

export class WifiKeys {
  private readonly pairs = new Map<string, Pair>();
  private readonly groups = new Map<string, Uint8Array[]>();
  private masters: Uint8Array[] | null = null;

  constructor(
    private readonly networks: readonly Credentials[],
    private readonly crypto: WorldCrypto,
  ) {}

  /** Learns from a data frame that holds a message of a handshake; `start` is where its logical link begins. */
  learn(frame: Uint8Array, start: number): void {
    const key = frame.subarray(start + LOGICAL_LINK_BYTES + EAPOL_BYTES);
    if (this.networks.length === 0 || key.length < KEY.dataAt) return;
    const info = u16(key, KEY.infoAt);
    if ((info & KEY.isPairwise) === 0) return;
    const pair = this.pairOf(frame);
    if (pair === null) return;
    const nonce = key.slice(KEY.nonceAt, KEY.nonceAt + KEY.nonceBytes);
    if ((info & KEY.hasAck) !== 0) {
      pair.authenticatorNonce = nonce;
      if ((info & HAS_ENCRYPTED_DATA) !== 0) this.learnGroup(frame, key, pair);
    } else if (pair.authenticatorNonce !== null && nonce.some((byte) => byte !== 0)) {
      const nonces = { accessPoint: pair.authenticatorNonce, station: nonce };
      const keys = this.masterKeys().flatMap((master) => pairKeys(master, frame, nonces, this.crypto));
      pair.keys = [...keys, ...pair.keys].slice(0, MAX_KEYS);
    }
  }

  /** Content of a sealed frame, from its logical link on; null where no key opens it. */
  open(frame: Uint8Array): Uint8Array | null {
    const isForGroup = (frame[ADDRESS.first] & 1) !== 0;
    const keys = isForGroup
      ? this.groups.get(address(frame, ADDRESS.second))
      : this.pairs.get(pairName(frame))?.keys.map((key) => key.subarray(32));
    for (const key of keys ?? []) {
      const content = opened(frame, key) ?? opened(frame.subarray(0, -CHECKSUM_BYTES), key);
      if (content !== null) return content;
    }
    return null;
  }

  private pairOf(frame: Uint8Array): Pair | null {
    const name = pairName(frame);
    const known = this.pairs.get(name);
    if (known !== undefined) return known;
    if (this.pairs.size >= MAX_PAIRS) return null;
    const pair = { authenticatorNonce: null, keys: [] };
    this.pairs.set(name, pair);
    return pair;
  }

  private masterKeys(): Uint8Array[] {
    this.masters ??= this.networks.map((network) => pairwiseMasterKey(network, this.crypto));
    return this.masters;
  }

  /** The third message tells the group's key, wrapped (RFC 3394). */
  private learnGroup(frame: Uint8Array, key: Uint8Array, pair: Pair): void {
    const wrapped = key.subarray(KEY.dataAt, KEY.dataAt + u16(key, KEY.lengthAt));
    const sender = address(frame, ADDRESS.second);
    if (wrapped.length < 24 || wrapped.length % 8 !== 0) return;
    for (const keys of pair.keys) {
      const data = unwrapped(wrapped, keys.subarray(16, 32));
      const group = data === null ? null : groupKeyIn(data);
      if (group !== null && this.groups.size < MAX_PAIRS)
        this.groups.set(sender, [group, ...(this.groups.get(sender) ?? [])].slice(0, MAX_KEYS));
    }
  }
}

/** Both ways that the keys of a pair are computed: with SHA-1, and with SHA-256 (12.7.1.2). */
function pairKeys(master: Uint8Array, frame: Uint8Array, nonces: Nonces, crypto: WorldCrypto): Uint8Array[] {
  // The access point's address is the first in a frame to it, which is the one that completes the nonces.
  const link = {
    accessPoint: frame.subarray(ADDRESS.first, ADDRESS.first + ADDRESS_BYTES),
    station: frame.subarray(ADDRESS.second, ADDRESS.second + ADDRESS_BYTES),
  };
  const context = pairwiseContext(link, nonces);
  const bits = 8 * PAIR_KEY_BYTES;
  const rounds = (mac: "hmacSha1" | "hmacSha256", input: (round: number) => Uint8Array) =>
    concatAll([0, 1, 2].map((round) => crypto[mac](master, input(round))));
  return [
    rounds("hmacSha1", (round) => concat(PAIRWISE_LABEL, Uint8Array.of(0), context, Uint8Array.of(round))),
    rounds("hmacSha256", (round) =>
      concat(Uint8Array.of(round + 1, 0), PAIRWISE_LABEL, context, Uint8Array.of(bits & 255, bits >> 8)),
    ),
  ].map((key) => key.subarray(0, PAIR_KEY_BYTES));
}

/** 12.5.3.3: what is authenticated beside the content, the number that is used once, and the content. */
function opened(frame: Uint8Array, key: Uint8Array): Uint8Array | null {
  const [control = 0, flags = 0] = frame;
  const { length } = headerOf(frame);
  const sealed = frame.subarray(length + CCMP.headerBytes);
  const iv = frame.subarray(length, length + CCMP.headerBytes);
  if (sealed.length <= CCMP.tagBytes || (iv[3] & CCMP.hasExtendedIv) === 0) return null;
  const isRelayed = (flags & (FLAG.toSystem | FLAG.fromSystem)) === 3;
  const hasQuality = (control & FLAG.quality) !== 0;
  const qualityAt = ADDRESS.fourth + (isRelayed ? ADDRESS_BYTES : 0);
  const priority = hasQuality ? frame[qualityAt] & 15 : 0;
  const kept = (flags & ~FLAG.masked & (hasQuality ? ~FLAG.order : 0xff)) | FLAG.protected;
  const aside = concat(
    Uint8Array.of(control & SUBTYPE_MASK, kept),
    frame.subarray(ADDRESS.first, ADDRESS.third + ADDRESS_BYTES),
    Uint8Array.of(frame[22] & 15, 0),
    isRelayed ? frame.subarray(ADDRESS.fourth, ADDRESS.fourth + ADDRESS_BYTES) : new Uint8Array(),
    hasQuality ? Uint8Array.of(priority, 0) : new Uint8Array(),
  );
  const nonce = concat(
    Uint8Array.of(priority),
    frame.subarray(ADDRESS.second, ADDRESS.second + ADDRESS_BYTES),
    Uint8Array.of(iv[7], iv[6], iv[5], iv[4], iv[1], iv[0]),
  );
  // Null for another key, and for a damaged frame.
  return openCcm({ key, nonce, aside, tagBytes: CCMP.tagBytes }, sealed);
}

/** Null where it is another's key. */
function unwrapped(wrapped: Uint8Array, key: Uint8Array): Uint8Array | null {
  try {
    return aeskw(key).decrypt(wrapped);
  } catch {
    return null;
  }
}

function groupKeyIn(data: Uint8Array): Uint8Array | null {
  for (let at = 0; at + 2 <= data.length; at += 2 + data[at + 1]) {
    const isKey = data[at] === GROUP_KEY.type && GROUP_KEY.mark.every((byte, i) => data[at + 2 + i] === byte);
    const key = data.subarray(at + GROUP_KEY.headerBytes, at + 2 + data[at + 1]);
    if (isKey && key.length === 16) return key;
  }
  return null;
}

/** The same for both directions. */
function pairName(frame: Uint8Array): string {
  return [address(frame, ADDRESS.first), address(frame, ADDRESS.second)].sort().join(" ");
}

function address(frame: Uint8Array, at: number): string {
  return toHex(frame.subarray(at, at + ADDRESS_BYTES));
}
