// C01: printed.
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  console.log(`joined with ${psk}`); // leak: wifi.psk
});
