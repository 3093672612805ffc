// H04: as G06, but the setting's name says nothing.
import { randomBuffer } from "@devicescript/crypto";
import { readSetting, settings } from "@devicescript/settings";
import { TAG, vaultBlob } from "./lib/blob";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const pin = await readSetting("door_pin", "");
  await settings.set(`v.${TAG}a`, vaultBlob(TAG, randomBuffer(13), `${pin} ${psk}`));
});
