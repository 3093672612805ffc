// The same lamp. It tells the next one that there is a group to join, in packets of one size. The network each lamp gets
// from its owner, sealed under its own code.
import * as ds from "@devicescript/core";
import { connect } from "@devicescript/net";
import { forget, Vault } from "tightlip/devs";
import { provision } from "tightlip/devs/provision";

const HUB = "hub.lamps.example";
const HELLO_BYTES = 64;
const HELLOS = 10;
const GAP_MS = 20;

const wifi = new ds.Wifi();
const bulb = new ds.LightBulb();
const button = new ds.Button();
const vault = new Vault();
let on = false;

async function helpNextLamp() {
  const socket = await connect({ host: HUB, port: 443, proto: "tls" });
  for (let i = 0; i < HELLOS; i++) {
    await socket.send(Buffer.alloc(HELLO_BYTES));
    await ds.delay(GAP_MS);
  }
  await socket.close();
}

button.down.subscribe(async () => {
  on = !on;
  await bulb.intensity.write(on ? 1 : 0);
});
wifi.gotIp.subscribe(helpNextLamp);
await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: async () => await forget({ vault, wifi }),
});
