// A kettle: boils on a press of its button, and reports its temperature over the home's WiFi, which it is told about
// by sealed provisioning.
import * as ds from "@devicescript/core";
import { randomBuffer } from "@devicescript/crypto";
import { fetch, forget, log, Vault } from "tightlip/devs";
import { NETWORK, provision } from "tightlip/devs/provision";

const REPORT_TO = "https://telemetry.kettle.example/v1/readings";
const REPORT_EVERY_MS = 15_000;
const BOILING_C = 98;
const LOOK_EVERY_MS = 1_000;
/** A kettle that has not boiled by then is empty or broken. */
const LONGEST_BOIL_MS = 5 * 60_000;
const HOLD_TO_RESET_MS = 5_000;

const wifi = new ds.Wifi();
const thermometer = new ds.Temperature();
const heater = new ds.Relay();
const button = new ds.Button();
const vault = new Vault();
let connected = false;
let boiling = false;
let boilingMs = 0;
let pressedAtMs = 0;

async function heat(on: boolean) {
  boiling = on;
  boilingMs = 0;
  await heater.enabled.write(on);
}

async function watchTheBoil() {
  if (!boiling) return;
  boilingMs += LOOK_EVERY_MS;
  const temperature = await thermometer.reading.read();
  if (temperature >= BOILING_C || boilingMs >= LONGEST_BOIL_MS) await heat(false);
}

async function report() {
  const nonce = randomBuffer(8).toString("hex");
  const temperature = await thermometer.reading.read();
  try {
    const response = await fetch(REPORT_TO, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ nonce, temperature, boiling }),
    });
    await response.close();
  } catch (error) {
    const { message } = error as any;
    await log("no report:", message);
  }
}

wifi.gotIp.subscribe(() => {
  connected = true;
});
wifi.lostIp.subscribe(() => {
  connected = false;
});
button.down.subscribe(() => {
  pressedAtMs = ds.millis();
});
button.up.subscribe(async () => {
  if (ds.millis() - pressedAtMs >= HOLD_TO_RESET_MS) {
    await heat(false);
    await forget({ vault, names: [NETWORK], wifi });
  } else await heat(!boiling);
});

await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: async () => await forget({ vault, wifi }),
});
setInterval(watchTheBoil, LOOK_EVERY_MS);
setInterval(async () => {
  if (connected) await report();
}, REPORT_EVERY_MS);
