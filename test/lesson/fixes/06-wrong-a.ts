// Refrigerator that hands the door a hash of the passphrase: it leaks, derived.
import * as ds from "@devicescript/core";
import { digest } from "@devicescript/crypto";
import { Server, startServer } from "@devicescript/server";

const COLD_C = 5;
const LOOK_EVERY_MS = 5_000;

const wifi = new ds.Wifi();
const door = new ds.CharacterScreen("door");
const thermometer = new ds.Temperature();
const compressor = new ds.Relay();

class Pairing extends Server implements ds.ProvisioningServerSpec {
  constructor() {
    super(ds.Provisioning.spec);
  }

  // The handler gets one array, whatever the generated types say.
  async offer(credentials: any) {
    const [ssid, psk] = credentials;
    await wifi.addNetwork(ssid, psk);
    await door.message.write(digest("sha256", psk).toString("hex"));
  }

  async reset() {
    await wifi.forgetAllNetworks();
  }
}

startServer(new Pairing());
setInterval(async () => {
  const temperature = await thermometer.reading.read();
  await compressor.enabled.write(temperature > COLD_C);
}, LOOK_EVERY_MS);
