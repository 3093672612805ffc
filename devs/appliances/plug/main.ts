// A plug: switches what is plugged in on and off, by its button, by order or after a while, and tells its owner's
// broker over MQTT what flows through it.
import * as ds from "@devicescript/core";
import { Actuator, adopt, forget, log, Mqtt, Vault } from "tightlip/devs";
import { NETWORK, provision } from "tightlip/devs/provision";

const BROKER = "mqtt.plug.example";
/** The setting in which the app leaves the password of the plug's account at the broker. */
const PASSWORD = "mqtt_pass";
/** The broker keeps the topics of each account apart. */
const ORDERS = "plug/set";
const STATE = "plug/state";
const POWER = "plug/amperes";
const REPORT_EVERY_MS = 15 * 60_000;
const MAX_AMPERES = 3;
/** Longest time on without a reading of the meter. */
const SILENT_MS = 5_000;
const MINUTE_MS = 60_000;
const HOLD_TO_RESET_MS = 5_000;

const relay = new ds.Relay();
const meter = new ds.DcCurrentMeasurement();
const load = new Actuator({
  role: relay,
  write: async (level) => await relay.enabled.write(level > 0),
  sensor: { read: async () => await meter.reading.read(), silentMs: SILENT_MS, most: MAX_AMPERES },
  tripped: tell,
});
const wifi = new ds.Wifi();
const button = new ds.Button();
const vault = new Vault();
let mqtt: Mqtt | undefined;
let pressedAtMs = 0;
/** Number of the latest order: a timer does nothing once a newer order has come. */
let orders = 0;

async function turn(to: boolean) {
  orders++;
  load.turn(to ? 1 : 0);
  await tellState();
}

async function tellState() {
  if (mqtt !== undefined) await mqtt.publish(STATE, load.wanted > 0 ? "on" : "off", true);
}

/** The load was switched off for a reason of its own. */
async function tell(trouble: string) {
  orders++;
  await log("switched off:", trouble);
  await tellState();
}

/** `on`, `off`, or `on 30` for half an hour. */
async function obey(_topic: string, payload: Buffer) {
  const order = payload.toString("utf-8");
  if (order === "off") await turn(false);
  else if (order === "on") await turn(true);
  else if (order.startsWith("on ")) {
    const minutes = +order.slice("on ".length);
    if (!(minutes > 0)) return;
    await turn(true);
    const mine = orders;
    setTimeout(async () => {
      if (orders === mine) await turn(false);
    }, minutes * MINUTE_MS);
  }
}

async function report() {
  if (mqtt === undefined) return;
  const amperes = load.reading || 0;
  await mqtt.publish(POWER, `${Math.round(100 * amperes) / 100}`);
}

async function forgetHome() {
  if (mqtt !== undefined) await mqtt.stop();
  mqtt = undefined;
  await turn(false);
  await forget({ vault, names: [PASSWORD], wifi });
}

await adopt(vault, [PASSWORD]);
const password = await vault.load(PASSWORD);
if (password !== undefined) {
  const id = ds.deviceIdentifier("self");
  mqtt = new Mqtt({ host: BROKER, clientId: id, user: id, password, topics: [ORDERS], receive: obey });
}
wifi.gotIp.subscribe(async () => {
  if (mqtt !== undefined) await mqtt.start();
});
button.down.subscribe(() => {
  pressedAtMs = ds.millis();
});
button.up.subscribe(async () => {
  if (ds.millis() - pressedAtMs < HOLD_TO_RESET_MS) await turn(load.wanted === 0);
  else {
    await forgetHome();
    await vault.erase(NETWORK);
  }
});
await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: forgetHome,
});
setInterval(report, REPORT_EVERY_MS);
