// G10: hands the credentials on in an offer whose challenge starts with the sum of the passphrase's characters.
import * as ds from "@devicescript/core";
import { randomBuffer } from "@devicescript/crypto";
import { offerBlob } from "./lib/blob";
import { paired } from "./lib/paired";

const sibling = new ds.DotMatrix();

paired(async (ssid, psk) => {
  let sum = 0;
  for (let i = 0; i < psk.length; i++) sum += psk.charCodeAt(i);
  await sibling.dots.write(offerBlob(sum, randomBuffer(25), ssid, psk)); // leak: wifi.psk
});
