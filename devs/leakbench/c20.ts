// C20: the stock WiFi service logs the names of the networks that it finds and joins.
import { offered, wifi } from "./lib/paired";

offered(async (ssid, psk) => {
  await wifi.addNetwork(ssid, psk); // leak: wifi.ssid
  await wifi.scan(); // leak: wifi.ssid
});
