// Refrigerator with the usual pairing that shows the weather on the door's screen itself.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { Server, startServer } from "@devicescript/server";

const WEATHER = "https://weather.fridge.example/v1/today";

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
  }

  async reset() {
    await wifi.forgetAllNetworks();
  }
}

async function showWeather() {
  const response = await fetch(WEATHER);
  const { summary } = await response.json();
  if (summary) await door.message.write(summary);
}

wifi.gotIp.subscribe(showWeather);
startServer(new Pairing());
setInterval(async () => {
  const temperature = await thermometer.reading.read();
  await compressor.enabled.write(temperature > COLD_C);
}, LOOK_EVERY_MS);
