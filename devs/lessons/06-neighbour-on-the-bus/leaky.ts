// A refrigerator whose door has a module of its own, with a screen and WiFi. So that the door can show the weather, the
// refrigerator hands it the credentials, over the wire to which other modules can be plugged.
import * as ds from "@devicescript/core";
import { Server, startServer } from "@devicescript/server";

const COLD_C = 5;
const LOOK_EVERY_MS = 5_000;

const chips = [new ds.Wifi(), new ds.Wifi("door")];
const thermometer = new ds.Temperature();
const compressor = new ds.Relay();

class Pairing extends Server implements ds.ProvisioningServerSpec {
  constructor() {
    super(ds.Provisioning.spec);
  }

  // The handler gets one array, whatever the generated types say.
  async offer(credentials: any) {
    const [ssid, psk] = credentials;
    for (const chip of chips) await chip.addNetwork(ssid, psk); // leak: wifi.ssid, wifi.psk
  }

  async reset() {
    for (const chip of chips) await chip.forgetAllNetworks();
  }
}

startServer(new Pairing());
setInterval(async () => {
  const temperature = await thermometer.reading.read();
  await compressor.enabled.write(temperature > COLD_C);
}, LOOK_EVERY_MS);
