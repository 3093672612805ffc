// Pairing that most cases share: takes credentials from the phone, joins, then does what the case is about.
import * as ds from "@devicescript/core";
import { Server, startServer } from "@devicescript/server";

export const wifi = new ds.Wifi();

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

/** Runs `online` with the credentials as soon as the device is on the network, once. */
export function paired(online: (ssid: string, psk: string) => Promise<void>) {
  let done = false;
  let ssid = "";
  let psk = "";
  wifi.gotIp.subscribe(async () => {
    if (done || ssid === "") return;
    done = true;
    await online(ssid, psk);
  });
  offered(async (name, passphrase) => {
    ssid = name;
    psk = passphrase;
    await wifi.addNetwork(name, passphrase);
  });
}

/** Runs `received` with the credentials when the phone hands them over; nothing else is done with them. */
export function offered(received: (ssid: string, psk: string) => Promise<void>) {
  startServer(new Pairing(received));
}
