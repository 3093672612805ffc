// Lives a life with the device library: asks for consent, tells the cloud, and forgets all of it on a button.
import * as ds from "@devicescript/core";
import { Server, startServer } from "@devicescript/server";
import { readSetting } from "@devicescript/settings";
import { Consent, fetch, forget, log, Secret, Vault } from "tightlip/devs";

const wifi = new ds.Wifi();
const button = new ds.Button();
const vault = new Vault();
const consent = new Consent("telemetry", "The temperature goes to cloud.example once a minute.");

class Pairing extends Server implements ds.ProvisioningServerSpec {
  constructor() {
    super(ds.Provisioning.spec);
  }

  async offer(credentials: any) {
    const ssid = new Secret(credentials[0]);
    const psk = new Secret(credentials[1]);
    await vault.store("psk", psk);
    await log("got", credentials[0], credentials[1]);
    await psk.joinWifi(wifi, ssid);
  }

  async reset() {
    await erase();
  }
}

async function erase() {
  await forget({ vault, names: ["psk"], consents: [consent], settings: ["token"], wifi });
  const gone = (await vault.load("psk")) === undefined && (await consent.choice()) === undefined;
  console.log(`forgotten ${gone}`);
}

async function tell() {
  const bearer = new Secret(await readSetting<string>("token", "none"));
  try {
    const response = await fetch("https://cloud.example/t?x=1", { method: "POST", bearer, body: "21" });
    console.log(`told ${response.status} ${response.ok} ${await response.text()}`);
  } catch (error) {
    const { message } = error as any;
    console.log(`failed: ${message}`);
  }
}

button.down.subscribe(async () => {
  const before = await consent.choice();
  console.log(`before ${before === undefined ? "nothing" : before.granted}`);
  if (before?.granted) await consent.withdraw();
  else {
    const granted = await consent.ask(async (notice) => notice.length > 0);
    const choice = await consent.choice();
    console.log(`asked ${granted} at ${Math.round(choice.atSeconds)} s for ${consent.purpose}`);
  }
  await consent.whileGranted(tell);
});
startServer(new Pairing());
