// Lamp that is switched when its button comes up, shines dimly, and says no more than it has to, a little later.
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
  await ds.sleep(3_000);
  const socket = await connect({ host: "hub.lamps.example", port: 8_443, proto: "tls" });
  for (let i = 0; i < 5; i++) await socket.send(Buffer.alloc(1));
  await socket.close();
});
button.up.subscribe(async () => {
  on = !on;
  await ds.sleep(1_000);
  await bulb.intensity.write(on ? 0.4 : 0);
});
await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: async () => await forget({ vault, wifi }),
});
