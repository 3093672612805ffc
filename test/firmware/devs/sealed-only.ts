// Takes the home's network by sealed provisioning, joins it, and does nothing more: it keeps, and is judged quickly.
import * as ds from "@devicescript/core";
import { forget, Vault } from "tightlip/devs";
import { provision } from "tightlip/devs/provision";

const wifi = new ds.Wifi();
const vault = new Vault();

await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: async () => await forget({ vault, wifi }),
});
