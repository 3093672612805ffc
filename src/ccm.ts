/** AES in CCM mode (NIST SP 800-38C), on the ciphers of @noble: the same on Node and in a page. */
import { cbc, ctr } from "@noble/ciphers/aes.js";
import { concat, sameBytes } from "../sim/tape/bytes.ts";

export interface CcmOptions {
  /** 16 or 32 bytes. */
  readonly key: Uint8Array;
  /** 7 to 13 bytes. */
  readonly nonce: Uint8Array;
  readonly tagBytes: number;
  /** Authenticated, and not encrypted; at most 65,279 bytes. */
  readonly aside?: Uint8Array;
}

const BLOCK_BYTES = 16;
/** There is something authenticated beside the content (A.2.1). */
const HAS_ASIDE = 0x40;

/** The content encrypted, and then its tag. */
export function sealCcm(options: CcmOptions, content: Uint8Array): Uint8Array {
  const { tagBytes } = options;
  const sealed = withCounter(options, concat(authenticator(options, content), content));
  return concat(sealed.subarray(BLOCK_BYTES), sealed.subarray(0, tagBytes));
}

/** Null where the tag is another's. */
export function openCcm(options: CcmOptions, sealed: Uint8Array): Uint8Array | null {
  const { tagBytes } = options;
  if (sealed.length < tagBytes) return null;
  const first = new Uint8Array(BLOCK_BYTES);
  first.set(sealed.subarray(-tagBytes));
  const opened = withCounter(options, concat(first, sealed.subarray(0, -tagBytes)));
  const content = opened.slice(BLOCK_BYTES);
  const tag = authenticator(options, content).subarray(0, tagBytes);
  return sameBytes(opened.subarray(0, tagBytes), tag) ? content : null;
}

/** CBC-MAC over nonce, lengths, what is aside and content (6.1 and A.2), a block long. */
function authenticator(
  { key, nonce, tagBytes, aside = new Uint8Array() }: CcmOptions,
  content: Uint8Array,
): Uint8Array {
  const q = BLOCK_BYTES - 1 - nonce.length;
  const first = new Uint8Array(BLOCK_BYTES);
  first[0] = (aside.length > 0 ? HAS_ASIDE : 0) | (((tagBytes - 2) / 2) << 3) | (q - 1);
  first.set(nonce, 1);
  for (let i = 0, rest = content.length; i < q; i++, rest = Math.floor(rest / 256))
    first[BLOCK_BYTES - 1 - i] = rest % 256;
  const beside =
    aside.length === 0 ? aside : concat(Uint8Array.of(aside.length >> 8, aside.length & 255), aside);
  const blocks = concat(first, inBlocks(beside), inBlocks(content));
  return cbc(key, new Uint8Array(BLOCK_BYTES), { disablePadding: true }).encrypt(blocks).slice(-BLOCK_BYTES);
}

function inBlocks(bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array(BLOCK_BYTES * Math.ceil(bytes.length / BLOCK_BYTES));
  padded.set(bytes);
  return padded;
}

/** Counter mode from counter 0, which the tag has; both directions are the same (A.3). */
function withCounter({ key, nonce }: CcmOptions, bytes: Uint8Array): Uint8Array {
  const counter = new Uint8Array(BLOCK_BYTES);
  counter[0] = BLOCK_BYTES - 2 - nonce.length;
  counter.set(nonce, 1);
  return ctr(key, counter).encrypt(bytes);
}
