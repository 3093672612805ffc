// G11: seals the passphrase for another device under a key that both hold, with the passphrase's beginning as nonce.
import * as ds from "@devicescript/core";
import { encrypt } from "@devicescript/crypto";
import { paired } from "./lib/paired";

const KEY = hex`8f1d6a3b5c7e90214365f7a8b9cadbecfd0e1f20314253647586979a8bacbdce`;
/** Fills the dots that can be seen. */
const HEAD = Buffer.alloc(16);
const sibling = new ds.DotMatrix();

paired(async (_ssid, psk) => {
  const data = Buffer.from(psk);
  const iv = data.slice(0, 13);
  const sealed = encrypt({ data, algo: "aes-256-ccm", key: KEY, iv, tagLength: 16 });
  await sibling.dots.write(HEAD.concat(iv).concat(sealed)); // leak: wifi.psk
});
