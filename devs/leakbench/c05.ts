// C05: hands the credentials on, in the clear, to another device on the bus that wants to join.
import * as ds from "@devicescript/core";
import { offered, wifi } from "./lib/paired";

const sibling = new ds.Wifi("sibling");

offered(async (ssid, psk) => {
  // Their ids decide which of the two is on the board.
  for (const chip of [wifi, sibling]) await chip.addNetwork(ssid, psk); // leak: wifi.ssid, wifi.psk
});
