// F16: hands the passphrase on to another device on the bus, sealed under a key that both hold, as its policy declares.
import * as ds from "@devicescript/core";
import { encrypt, randomBuffer } from "@devicescript/crypto";
import { paired } from "./lib/paired";

const KEY = hex`8f1d6a3b5c7e90214365f7a8b9cadbecfd0e1f20314253647586979a8bacbdce`;
const sibling = new ds.DotMatrix();

paired(async (_ssid, psk) => {
  for (let round = 1; round <= 3; round++) {
    const data = Buffer.from(`${round} ${psk}`);
    const iv = randomBuffer(13);
    const sealed = encrypt({ data, algo: "aes-256-ccm", key: KEY, iv, tagLength: 16 });
    await sibling.dots.write(iv.concat(sealed));
    await ds.delay(2_000);
  }
});
