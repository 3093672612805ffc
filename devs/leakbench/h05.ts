// H05: as G09, but challenge and nonce are random.
import * as ds from "@devicescript/core";
import { randomBuffer } from "@devicescript/crypto";
import { offerBlob } from "./lib/blob";
import { paired } from "./lib/paired";

const sibling = new ds.DotMatrix();

paired(async (ssid, psk) => {
  await sibling.dots.write(offerBlob(1, randomBuffer(25), ssid, psk));
});
