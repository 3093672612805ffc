// G07: keeps a blob like the vault's, whose nonce is the pin.
import { readSetting, settings } from "@devicescript/settings";
import { TAG, vaultBlob } from "./lib/blob";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const pin = await readSetting("door_pin", "");
  const nonce = Buffer.alloc(13);
  nonce.set(Buffer.from(pin), 0);
  await settings.set(`v.${TAG}a`, vaultBlob(TAG, nonce, psk)); // leak: settings.door_pin
});
