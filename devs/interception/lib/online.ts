// Pairing of the appliances in this folder: takes the home's WiFi from the phone, and joins.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { Server, startServer } from "@devicescript/server";

const READ_EVERY_MS = 6_000;

const wifi = new ds.Wifi();
const thermometer = new ds.Temperature();

class Pairing extends Server implements ds.ProvisioningServerSpec {
  constructor(private readonly received: (ssid: string, psk: string) => Promise<void>) {
    super(ds.Provisioning.spec);
  }

  async offer(credentials: any) {
    const [ssid, psk] = credentials;
    await this.received(ssid, psk);
  }

  async reset() {
    await wifi.forgetAllNetworks();
  }
}

/** Runs `then` with the credentials as soon as the appliance is on the network, once. */
export function online(then: (ssid: string, psk: string) => Promise<void>) {
  let isDone = false;
  let ssid = "";
  let psk = "";
  wifi.gotIp.subscribe(async () => {
    if (isDone || ssid === "") return;
    isDone = true;
    await then(ssid, psk);
  });
  startServer(
    new Pairing(async (name, passphrase) => {
      ssid = name;
      psk = passphrase;
      await wifi.addNetwork(name, passphrase);
    }),
  );
}

/** Reports the temperature to `url`, again and again: what such appliances say all day. */
export async function report(url: string) {
  const once = async () => {
    const celsius = await thermometer.reading.read();
    const response = await fetch(`${url}?celsius=${celsius}&up=${Math.idiv(ds.millis(), 1000)}`);
    await response.close();
  };
  await once();
  setInterval(once, READ_EVERY_MS);
}
