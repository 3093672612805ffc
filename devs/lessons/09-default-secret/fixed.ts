// The same plug with a token of its own: its maker leaves it in a setting, and the first start moves it into the vault.
import * as ds from "@devicescript/core";
import { Server, startServer } from "@devicescript/server";
import { readSetting } from "@devicescript/settings";
import { fetch, forget, Secret, Vault } from "tightlip/devs";

const CLOUD = "https://meters.plug.example/v1/watts";
const REPORT_EVERY_MS = 30_000;
/** The setting in which the maker leaves it. */
const TOKEN = "token";

const wifi = new ds.Wifi();
const relay = new ds.Relay();
const meter = new ds.DcCurrentMeasurement();
const button = new ds.Button();
const vault = new Vault();
const token = await ownToken();
let on = false;
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
    await wifi.forgetAllNetworks();
  }
}

/** Undefined for a plug that was made without one: it switches, and reports nothing. */
async function ownToken(): Promise<Secret | undefined> {
  const made = await readSetting(TOKEN, "");
  if (made !== "") {
    await vault.store(TOKEN, new Secret(made));
    await forget({ settings: [TOKEN] });
  }
  return await vault.load(TOKEN);
}

async function report() {
  const milliamperes = Math.round((await meter.reading.read()) * 1_000);
  const body = JSON.stringify({ on, milliamperes });
  const response = await fetch(CLOUD, { method: "POST", bearer: token, body });
  await response.close();
}

wifi.gotIp.subscribe(() => {
  online = true;
});
wifi.lostIp.subscribe(() => {
  online = false;
});
button.down.subscribe(async () => {
  on = !on;
  await relay.enabled.write(on);
});
startServer(new Pairing());

setInterval(async () => {
  if (online && token !== undefined) await report();
}, REPORT_EVERY_MS);
