// G26: complains, with the passphrase in quotes, about a space before or after it.
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  if (psk.trim() !== psk) console.log(`space around "${psk}"`); // leak: wifi.psk
});
