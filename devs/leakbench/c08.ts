// C08: keeps the passphrase in a setting; whoever plugs in the USB cable reads it there.
import { writeSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  await writeSetting("backup", psk); // leak: wifi.psk
});
