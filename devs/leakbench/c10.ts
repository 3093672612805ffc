// C10: forgets the network, but what was stored stays in flash.
import { paired, wifi } from "./lib/paired";

paired(async () => {
  await wifi.forgetAllNetworks(); // leak: wifi.psk, wifi.ssid
});
