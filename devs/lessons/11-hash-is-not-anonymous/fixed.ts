// The same vacuum, counted by a number that it drew by lot, and that is forgotten with the home.
import * as ds from "@devicescript/core";
import { randomBuffer } from "@devicescript/crypto";
import { Server, startServer } from "@devicescript/server";
import { readSetting, writeSetting } from "@devicescript/settings";
import { fetch, forget, Secret } from "tightlip/devs";

const STATISTICS = "https://stats.vacuum.example/v1/cleanings";
const CLEANING_MS = 20_000;
/** The setting that keeps the number. */
const HOME = "home";

const wifi = new ds.Wifi();
const brush = new ds.Relay();
const button = new ds.Button();
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
    await forget({ settings: [HOME], wifi });
  }
}

/** Says nothing about the home but that it is the same one as last time. */
async function numberOfHome() {
  let number = await readSetting(HOME, "");
  if (number === "") {
    number = randomBuffer(16).toString("hex");
    await writeSetting(HOME, number);
  }
  return number;
}

async function report(squareMetres: number) {
  const body = JSON.stringify({ home: await numberOfHome(), squareMetres });
  const response = await fetch(STATISTICS, { method: "POST", body });
  await response.close();
}

wifi.gotIp.subscribe(() => {
  online = true;
});
wifi.lostIp.subscribe(() => {
  online = false;
});
button.down.subscribe(async () => {
  await brush.enabled.write(true);
  await ds.sleep(CLEANING_MS);
  await brush.enabled.write(false);
  if (online) await report(CLEANING_MS / 1_000);
});
startServer(new Pairing());
