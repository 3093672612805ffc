// G06: keeps a blob like the vault's, in a setting whose name is the pin.
import { randomBuffer } from "@devicescript/crypto";
import { readSetting, settings } from "@devicescript/settings";
import { vaultBlob } from "./lib/blob";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const pin = await readSetting("door_pin", "");
  const tag = `${pin}0000`;
  await settings.set(`v.${tag}a`, vaultBlob(tag, randomBuffer(13), psk)); // leak: settings.door_pin, wifi.psk
});
