// Pairing with proof of possession: what is handed over is sealed under the code that is printed on the lamp.
import * as ds from "@devicescript/core";
import { forget, Vault } from "tightlip/devs";
import { NETWORK, provision } from "tightlip/devs/provision";
import { startLamp } from "../lib/lamp";

const wifi = new ds.Wifi();
const vault = new Vault();

startLamp();
await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: async () => await forget({ vault, names: [NETWORK], wifi }),
});
