// A kettle: boils on a press of its button, and reports its temperature over the home's WiFi, which it is told about
// by sealed provisioning.
import * as ds from "@devicescript/core";
import { randomBuffer } from "@devicescript/crypto";
import { Actuator, fetch, forget, log, Vault } from "tightlip/devs";
import { NETWORK, provision } from "tightlip/devs/provision";

const REPORT_TO = "https://telemetry.kettle.example/v1/readings";
const REPORT_EVERY_MS = 15_000;
const BOILING_C = 98;
/** Water does not get hotter than it boils: the kettle is dry. */
const DRY_C = 105;
const FROST_C = -5;
const LOOK_EVERY_MS = 1_000;
/** Longest time of heating without a reading. */
const SILENT_MS = 3_000;
/** A kettle that has not boiled by then is empty or broken. */
const LONGEST_BOIL_MS = 5 * 60_000;
const HOLD_TO_RESET_MS = 5_000;

const relay = new ds.Relay();
const thermometer = new ds.Temperature();
const heater = new Actuator({
  role: relay,
  write: async (level) => await relay.enabled.write(level > 0),
  longestMs: LONGEST_BOIL_MS,
  sensor: {
    read: async () => await thermometer.reading.read(),
    silentMs: SILENT_MS,
    least: FROST_C,
    most: DRY_C,
  },
});
const wifi = new ds.Wifi();
const button = new ds.Button();
const vault = new Vault();
let connected = false;
let pressedAtMs = 0;

function watchTheBoil() {
  if (heater.wanted > 0 && heater.reading !== undefined && heater.reading >= BOILING_C) heater.turn(0);
}

async function report() {
  const nonce = randomBuffer(8).toString("hex");
  const temperature = await thermometer.reading.read();
  try {
    const response = await fetch(REPORT_TO, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ nonce, temperature, boiling: heater.wanted > 0 }),
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
    heater.turn(0);
    await forget({ vault, names: [NETWORK], wifi });
  } else heater.turn(heater.wanted > 0 ? 0 : 1);
});

await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: async () => await forget({ vault, wifi }),
});
setInterval(watchTheBoil, LOOK_EVERY_MS);
setInterval(async () => {
  if (connected) await report();
}, REPORT_EVERY_MS);
