// C05: hands the credentials on, in the clear, to another device on the bus that wants to join.
import * as ds from "@devicescript/core";
import { offered, wifi } from "./lib/paired";

const sibling = new ds.Wifi("sibling");

offered(async (ssid, psk) => {
  await wifi.addNetwork(ssid, psk);
  await sibling.addNetwork(ssid, psk); // leak: wifi.ssid, wifi.psk
});
