// Blobs in the formats of docs/device-library.md, made by hand: whoever makes one chooses what the library leaves to
// chance.
import * as ds from "@devicescript/core";
import { encrypt, sha256Hkdf } from "@devicescript/crypto";

/** A vault's name for what it keeps: ten hexadecimal digits. */
export const TAG = "3f9a1c7b20";

/** A blob of the vault, with a nonce of 13 bytes. */
export function vaultBlob(tag: string, nonce: Buffer, value: string): Buffer {
  const key = sha256Hkdf(Buffer.from(made("tightlip.key"), "hex"), `tightlip/vault/1/${tag}`, "");
  const content = Buffer.alloc(176);
  content.setAt(0, "u32", 1);
  content.setAt(4, "u16", Buffer.from(value).length);
  content.set(Buffer.from(value), 6);
  return Buffer.from([1])
    .concat(nonce)
    .concat(sealed(key, nonce, content))
    .concat(Buffer.from([0]));
}

/** Blob that hands a network to this very device; 25 bytes are the rest of its challenge, and its nonce. */
export function offerBlob(counter: number, fresh: Buffer, ssid: string, psk: string): Buffer {
  const head = Buffer.alloc(24);
  head.set(Buffer.from(ds.deviceIdentifier("self"), "hex"), 0);
  head.setAt(8, "u32", counter);
  head.set(fresh.slice(0, 12), 12);
  const nonce = fresh.slice(12);
  const info = Buffer.from("tightlip/provision/2/offer").concat(head.slice(0, 8));
  const key = sha256Hkdf(made("tightlip.code"), info, head.slice(8));
  const name = Buffer.from(ssid);
  const passphrase = Buffer.from(psk);
  const content = Buffer.alloc(144);
  content.set(Buffer.from([1, name.length, passphrase.length]), 0);
  content.set(name, 35);
  content.set(passphrase, 35 + name.length);
  return Buffer.from([2])
    .concat(head)
    .concat(nonce)
    .concat(sealed(key, nonce, content));
}

function made(key: string): string {
  return ds._dcfgString(key as any);
}

function sealed(key: Buffer, iv: Buffer, data: Buffer): Buffer {
  return encrypt({ data, algo: "aes-256-ccm", key, iv, tagLength: 16 });
}
