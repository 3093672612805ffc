// G49: prints the passphrase from the second level of detail on, which is a number in a setting.
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const verbosity = await readSetting("verbosity", 0);
  if (verbosity >= 2) console.log("passphrase", psk); // leak: wifi.psk
});
