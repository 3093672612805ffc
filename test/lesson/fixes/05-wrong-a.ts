// Packets of one size, one for each letter of the passphrase: it leaks its length.
import * as ds from "@devicescript/core";
import { connect } from "@devicescript/net";
import { Server, startServer } from "@devicescript/server";

const HUB = "hub.lamps.example";
/** Before the passphrase, so that a listener knows where it starts. */
const MARK = [300, 301, 302];
const GAP_MS = 20;

const wifi = new ds.Wifi();
const bulb = new ds.LightBulb();
const button = new ds.Button();
let secret = Buffer.alloc(0);
let on = false;

class Pairing extends Server implements ds.ProvisioningServerSpec {
  constructor() {
    super(ds.Provisioning.spec);
  }

  // The handler gets one array, whatever the generated types say.
  async offer(credentials: any) {
    const [ssid, psk] = credentials;
    secret = Buffer.from(psk);
    await wifi.addNetwork(ssid, psk);
  }

  async reset() {
    await wifi.forgetAllNetworks();
  }
}

async function helpNextLamp() {
  const socket = await connect({ host: HUB, port: 443, proto: "tls" });
  for (const length of MARK) await send(socket, length);
  for (let i = 0; i < secret.length; i++) await send(socket, 200);
  await socket.close();
}

async function send(socket: any, length: number) {
  await socket.send(Buffer.alloc(length));
  await ds.delay(GAP_MS);
}

button.down.subscribe(async () => {
  on = !on;
  await bulb.intensity.write(on ? 1 : 0);
});
wifi.gotIp.subscribe(helpNextLamp);
startServer(new Pairing());
