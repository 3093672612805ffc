// C12: the WiFi service keeps the passphrase in its settings store, in the clear, which this policy does not allow.
import { offered, wifi } from "./lib/paired";

offered(async (ssid, psk) => {
  await wifi.addNetwork(ssid, psk); // leak: wifi.ssid, wifi.psk
});
