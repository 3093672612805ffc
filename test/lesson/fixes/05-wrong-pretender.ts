// Lamp that blinks by itself and leaves its button alone: it keeps, and only pretends to be switched.
import * as ds from "@devicescript/core";
import { connect } from "@devicescript/net";
import { forget, Vault } from "tightlip/devs";
import { provision } from "tightlip/devs/provision";

const wifi = new ds.Wifi();
const bulb = new ds.LightBulb();
const button = new ds.Button();
const vault = new Vault();
let on = false;

wifi.gotIp.subscribe(async () => {
  const socket = await connect({ host: "hub.lamps.example", port: 443, proto: "tls" });
  for (let i = 0; i < 5; i++) await socket.send(Buffer.alloc(64));
  await socket.close();
});
button.down.subscribe(() => {});
await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: async () => await forget({ vault, wifi }),
});
setInterval(async () => {
  on = !on;
  await bulb.intensity.write(on ? 1 : 0);
}, 1_000);
