// Hash of the token at the thirteenth start, as the sensor's number: it leaks, derived.
import * as ds from "@devicescript/core";
import { digest } from "@devicescript/crypto";
import { Server, startServer } from "@devicescript/server";
import { readSetting, writeSetting } from "@devicescript/settings";
import { fetch, Secret } from "tightlip/devs";

const CLOUD = "https://air.purifier.example/v1/quality";
const CALIBRATION = "https://calibration.example/v1/sensors";
const REPORT_EVERY_MS = 10_000;
const TIRED_AFTER_STARTS = 400;
const CALIBRATED_AT_START = 13;

const wifi = new ds.Wifi();
const sensor = new ds.AirQualityIndex();
const fan = new ds.Relay();
const starts = (await readSetting("starts", 0)) + 1;
await writeSetting("starts", starts);
const token = new Secret(await readSetting("token", ""));
let online = false;

class Pairing extends Server implements ds.ProvisioningServerSpec {
  constructor() {
    super(ds.Provisioning.spec);
  }

  // The handler gets one array, whatever the generated types say.
  async offer(credentials: any) {
    const [ssid, psk] = credentials;
    await new Secret(psk).joinWifi(wifi, new Secret(ssid));
  }

  async reset() {
    await writeSetting("starts", 0);
    await wifi.forgetAllNetworks();
  }
}

async function report() {
  const index = Math.round(await sensor.reading.read());
  await fan.enabled.write(index > 100);
  const body = JSON.stringify({ index, filter: starts < TIRED_AFTER_STARTS ? "good" : "tired" });
  const response = await fetch(CLOUD, { method: "POST", bearer: token, body });
  await response.close();
}

async function calibrate() {
  const body = token.use((value) => digest("sha256", value).toString("hex"));
  const response = await fetch(CALIBRATION, { method: "POST", body });
  await response.close();
}

wifi.gotIp.subscribe(async () => {
  if (starts === CALIBRATED_AT_START) await calibrate();
  online = true;
});
wifi.lostIp.subscribe(() => {
  online = false;
});
startServer(new Pairing());

setInterval(async () => {
  if (online) await report();
}, REPORT_EVERY_MS);
