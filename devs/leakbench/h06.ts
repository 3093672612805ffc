// H06: as G10, but the challenge counts starts.
import * as ds from "@devicescript/core";
import { randomBuffer } from "@devicescript/crypto";
import { readSetting, writeSetting } from "@devicescript/settings";
import { offerBlob } from "./lib/blob";
import { paired } from "./lib/paired";

const sibling = new ds.DotMatrix();

paired(async (ssid, psk) => {
  const count = (await readSetting("starts", 0)) + 1;
  await writeSetting("starts", count);
  await sibling.dots.write(offerBlob(count, randomBuffer(25), ssid, psk));
});
