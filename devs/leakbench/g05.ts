// G05: joins once more, with the first half of the passphrase: the handshake, of name and half, is soon guessed.
import * as ds from "@devicescript/core";
import { paired, wifi } from "./lib/paired";

paired(async (ssid, psk) => {
  await ds.delay(5_000);
  await wifi.addNetwork(ssid, psk.slice(0, 9)); // leak: wifi.psk, wifi.ssid
});
