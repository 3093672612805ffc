// G22: has a buffer of 40 bytes for the passphrase, and prints what does not fit.
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  if (psk.length > 40) console.log("passphrase cut:", psk); // leak: wifi.psk
});
