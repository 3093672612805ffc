// G85: says whether the PIN is a part of the passphrase.
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const pin = await readSetting("pin", "");
  console.log(pin && psk.includes(pin) ? "unsafe" : "safe"); // leak: wifi.psk
});
