// H07: as G11, but the nonce counts messages, so that each is new and none says anything.
import * as ds from "@devicescript/core";
import { encrypt } from "@devicescript/crypto";
import { paired } from "./lib/paired";

const KEY = hex`8f1d6a3b5c7e90214365f7a8b9cadbecfd0e1f20314253647586979a8bacbdce`;
/** Fills the dots that can be seen. */
const HEAD = Buffer.alloc(16);
const sibling = new ds.DotMatrix();

paired(async (_ssid, psk) => {
  for (let round = 1; round <= 3; round++) {
    const data = Buffer.from(`${round} ${psk}`);
    const iv = Buffer.alloc(13);
    iv.setAt(0, "u32", round);
    const sealed = encrypt({ data, algo: "aes-256-ccm", key: KEY, iv, tagLength: 16 });
    await sibling.dots.write(HEAD.concat(iv).concat(sealed));
    await ds.delay(2_000);
  }
});
