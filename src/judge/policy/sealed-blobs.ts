/**
 * Finds in what was sent the blobs of the device library (docs/device-library.md) that the device's own secrets open:
 * those of its vault, and those of sealed provisioning. What is in them is hidden from everybody without its key or
 * pairing code, so the platform may keep and carry them.
 */

import { type DeviceConfig, deviceKeyOf, PAIRING_CODE } from "../../../sim/device/device-config.ts";
import {
  OFFER_BYTES,
  OFFER_SEALED_AT,
  OFFER_VERSION,
  openOffer,
  proofOfAcceptance,
} from "../../../sim/sealed/sealed-offer.ts";
import type { SealingCrypto } from "../../../sim/sealed/sealing.ts";
import {
  openVaultBlob,
  VAULT_BLOB_BYTES,
  VAULT_SEALED_AT,
  vaultTagOf,
} from "../../../sim/sealed/vault-blob.ts";
import { fromHex, sameBytes, toBytes, toHex, toLatin1 } from "../../../sim/tape/bytes.ts";
import type { PlatformMechanism, Tape, TapeEvent } from "../../../sim/tape/tape.ts";

/** Ciphertext and tag of a blob: bytes `[start, end)` of an event's payload. */
export interface SealedRange {
  readonly start: number;
  readonly end: number;
  readonly mechanism: PlatformMechanism;
}

/** Device whose blobs are looked for. */
export interface Sealer {
  readonly crypto: SealingCrypto;
  /** 16 hexadecimal digits. */
  readonly deviceId: string;
  /** With its key and pairing code, if it was made with them. */
  readonly config: DeviceConfig;
}

/** The key of a setting that holds a blob, as it stands before the blob in frames of the settings service. */
const KEY_IN_FRAME = /v\.([0-9a-f]{10})[ab]\0/g;

/** True if the vault keeps something of its own in a setting with this key. */
export function isVaultKey(key: string): boolean {
  return vaultTagOf(key) !== null;
}

interface Candidate extends SealedRange {
  /** Hexadecimal. */
  readonly nonce: string;
  /** One character a byte. */
  readonly blob: string;
  /** The proof that an offer was accepted, which is as well hidden as the offer; left out for a blob. */
  readonly isProof?: true;
}

/** The sealed blobs of one run. */
export class SealedBlobs {
  private readonly byEvent = new Map<TapeEvent, Candidate[]>();
  /** Nonces that seal more than one blob: what they seal is hidden no longer. */
  private readonly repeated = new Set<string>();
  /** Blobs by what they are, with their nonce. */
  private readonly known = new Map<string, string>();
  /** Value that each entry of the vault had last, by its tag. */
  readonly vaultValues = new Map<string, Uint8Array>();
  private readonly deviceKey: Uint8Array | null;
  private readonly offerHead: string;
  /** Secrets that open offers: the pairing code, and the owner keys that were handed over. */
  private readonly offerSecrets: Uint8Array[] = [];
  /** Proofs that offers were accepted, one character a byte, with the offer's nonce. */
  private readonly proofs = new Map<string, string>();

  constructor(
    tape: Tape,
    private readonly sealer: Sealer,
  ) {
    this.deviceKey = deviceKeyOf(sealer.config);
    this.offerHead = toLatin1(Uint8Array.of(OFFER_VERSION, ...fromHex(sealer.deviceId)));
    const code = sealer.config[PAIRING_CODE];
    if (code !== undefined) this.offerSecrets.push(toBytes(code));
    const blobOf = new Map<string, string>();
    for (const event of tape.events) {
      const found = this.candidates(event);
      if (found.length > 0) this.byEvent.set(event, found);
      for (const { nonce, blob, isProof } of found) {
        if (isProof) continue;
        if ((blobOf.get(nonce) ?? blob) !== blob) this.repeated.add(nonce);
        blobOf.set(nonce, blob);
        this.known.set(blob, nonce);
      }
    }
  }

  /** Number of nonces that seal more than one content: what they seal is hidden no longer. */
  get repeatedNonces(): number {
    return this.repeated.size;
  }

  /**
   * Ranges of the event's payload that nobody but the device and its owner can read. The rest of a blob, its nonce,
   * salt, counter and name, is not among them: whoever seals can put anything there.
   */
  ranges(event: TapeEvent): SealedRange[] {
    let found = this.byEvent.get(event);
    if (found === undefined) {
      found = this.leftovers(event);
      this.byEvent.set(event, found);
    }
    return found.filter(({ nonce }) => !this.repeated.has(nonce));
  }

  private candidates(event: TapeEvent): Candidate[] {
    const { payload, to, from, channel } = event;
    if (payload === null || (from !== "device" && from !== "phone")) return [];
    const proofs = from === "device" && channel === "frame" ? this.proofsIn(payload) : [];
    if (proofs.length > 0 || payload.length < OFFER_BYTES) return proofs;
    if (channel === "flash") {
      const tag = vaultTagOf(to ?? "");
      return tag === null ? [] : this.vaultBlob(payload, 0, tag, payload.length);
    }
    if (channel !== "frame") return [];
    const text = toLatin1(payload);
    const kept = [...text.matchAll(KEY_IN_FRAME)].flatMap((match) => {
      const start = match.index + match[0].length;
      return this.vaultBlob(payload, start, match[1], start + VAULT_BLOB_BYTES);
    });
    return [...kept, ...this.offer(payload, text.indexOf(this.offerHead))];
  }

  /** The blob at `start`, if the key opens it and it hides how long its value is. */
  private vaultBlob(payload: Uint8Array, start: number, tag: string, end: number): Candidate[] {
    const blob = payload.subarray(start, end);
    if (this.deviceKey === null) return [];
    const opened = openVaultBlob(this.sealer.crypto, this.deviceKey, tag, blob);
    if (opened === null || !opened.isPadded) return [];
    this.vaultValues.set(tag, opened.value);
    const nonce = toHex(opened.nonce);
    const sealedAt = start + VAULT_SEALED_AT;
    return [{ start: sealedAt, end, mechanism: "platform/sealed", nonce, blob: toLatin1(blob) }];
  }

  private offer(payload: Uint8Array, start: number): Candidate[] {
    if (start < 0) return [];
    const end = start + OFFER_BYTES;
    const blob = payload.subarray(start, end);
    const { crypto } = this.sealer;
    for (const secret of this.offerSecrets) {
      const opened = openOffer(crypto, secret, blob);
      if (opened === null) continue;
      const { ownerKey } = opened;
      const nonce = toHex(opened.nonce);
      this.proofs.set(toLatin1(proofOfAcceptance(crypto, secret, blob)), nonce);
      if (ownerKey !== null && !this.offerSecrets.some((known) => sameBytes(known, ownerKey)))
        this.offerSecrets.push(ownerKey);
      const sealedAt = start + OFFER_SEALED_AT;
      return [{ start: sealedAt, end, mechanism: "platform/sealed-offer", nonce, blob: toLatin1(blob) }];
    }
    return [];
  }

  private proofsIn(payload: Uint8Array): Candidate[] {
    if (this.proofs.size === 0) return [];
    const text = toLatin1(payload);
    return [...this.proofs].flatMap(([proof, nonce]) => {
      const start = text.indexOf(proof);
      if (start < 0) return [];
      const end = start + proof.length;
      return [
        {
          start,
          end,
          mechanism: "platform/sealed-offer" as const,
          nonce,
          blob: proof,
          isProof: true as const,
        },
      ];
    });
  }

  /** Vault blobs in what is left in erased pages, where no key says whose they are. */
  private leftovers(event: TapeEvent): Candidate[] {
    if (event.channel !== "flash" || event.from !== "device" || event.payload === null) return [];
    if (event.payload.length < VAULT_BLOB_BYTES || this.known.size === 0) return [];
    const text = toLatin1(event.payload);
    const found: Candidate[] = [];
    for (const [blob, nonce] of this.known) {
      for (let start = text.indexOf(blob); start >= 0; start = text.indexOf(blob, start + 1))
        found.push({
          start: start + VAULT_SEALED_AT,
          end: start + blob.length,
          mechanism: "platform/sealed",
          nonce,
          blob,
        });
    }
    return found;
  }
}
