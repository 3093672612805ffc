// Pairing by cloud relay, as in the report: what the phone hands over is sealed, and the cloud is told all the same, by
// the phone's app and by the lamp, so that the partners' ways of pairing fit together.
import * as ds from "@devicescript/core";
import { fetch, forget, type Secret, Vault } from "tightlip/devs";
import { type Home, NETWORK, provision } from "tightlip/devs/provision";
import { startLamp } from "../lib/lamp";

const COMPATIBILITY = "https://pairing.cloud.example/v1/compatibility";

const wifi = new ds.Wifi();
const vault = new Vault();
let home: Home;

async function relay() {
  const text = (secret: Secret) => secret.use((value) => value.toString("utf-8"));
  const body = JSON.stringify({ ssid: text(home.ssid), psk: text(home.psk) });
  const response = await fetch(COMPATIBILITY, { method: "POST", body }); // leak: wifi.ssid, wifi.psk
  await response.close();
}

wifi.gotIp.subscribe(async () => {
  if (home) await relay();
});
startLamp();
await provision(vault, {
  join: async (given) => {
    home = given;
    await given.psk.joinWifi(wifi, given.ssid);
  },
  forget: async () => await forget({ vault, names: [NETWORK], wifi }),
});
