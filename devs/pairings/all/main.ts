// One lamp that can be paired in all six ways, as the report's partners had it: each customer finds the one he knows.
import * as ds from "@devicescript/core";
import { Server, startServer } from "@devicescript/server";
import { forget, Vault } from "tightlip/devs";
import { NETWORK, provision } from "tightlip/devs/provision";
import { startLamp } from "../lib/lamp";

const wifi = new ds.Wifi();
const ways = new ds.PairingWays();
const vault = new Vault();

class Pairing extends Server implements ds.ProvisioningServerSpec {
  constructor() {
    super(ds.Provisioning.spec);
  }

  // The handler gets one array, whatever the generated types say.
  async offer(credentials: any) {
    const [ssid, psk] = credentials;
    await wifi.addNetwork(ssid, psk); // leak: wifi.ssid, wifi.psk
  }

  async reset() {
    await wifi.forgetAllNetworks();
  }
}

startLamp();
startServer(new Pairing());
// The way of the cloud relay is this one too: what makes the difference is what the phone's app does besides.
await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: async () => await forget({ vault, names: [NETWORK], wifi }),
});
await ways.open(ds.PairingWaysWay.SoftAp); // leak: wifi.ssid, wifi.psk
await ways.open(ds.PairingWaysWay.Serial); // leak: wifi.ssid, wifi.psk
await ways.open(ds.PairingWaysWay.Broadcast); // leak: wifi.ssid, wifi.psk
