// An air conditioner: cools down to what its owner wants, two degrees less at night, and asks the cloud every quarter of
// an hour whether that has changed. It proves to the cloud who it is without telling its key.
import * as ds from "@devicescript/core";
import { readSetting, writeSetting } from "@devicescript/settings";
import { Actuator, adopt, fetch, forget, log, type Secret, Vault } from "tightlip/devs";
import { NETWORK, provision } from "tightlip/devs/provision";

const VERSION = "2.1.3";
const ORDERS_AT = "https://api.aircon.example/v1/orders";
/** The setting in which the maker leaves the key that this conditioner shares with the cloud. */
const KEY = "device_key";
const TARGET = "target";
const DEFAULT_C = 24;
const COOLEST_C = 16;
const WARMEST_C = 30;
/** At night it may get this much warmer: the compressor is loud. */
const NIGHT_C = 2;
const NIGHT_FROM = 23;
const NIGHT_TO = 7;
/** The compressor starts this far above the target and stops this far below it. */
const MARGIN_C = 0.5;
const LOOK_EVERY_MS = 5 * 60_000;
const ASK_EVERY_MS = 15 * 60_000;
/** Longest time of cooling without a reading. */
const SILENT_MS = 10_000;
/** A compressor that has not got there by then is to cool down. */
const LONGEST_RUN_MS = 4 * 60 * 60_000;
/** The pressure in a compressor evens out before it can start again. */
const PAUSE_MS = 3 * 60_000;
/** Coldest and warmest reading of a room; anything else is a broken sensor. */
const FROST_C = 2;
const HOTTEST_C = 60;
const HOLD_TO_RESET_MS = 5_000;

const relay = new ds.Relay();
const thermometer = new ds.Temperature();
const compressor = new Actuator({
  role: relay,
  write: async (level) => await relay.enabled.write(level > 0),
  longestMs: LONGEST_RUN_MS,
  pauseMs: PAUSE_MS,
  sensor: {
    read: async () => await thermometer.reading.read(),
    silentMs: SILENT_MS,
    least: FROST_C,
    most: HOTTEST_C,
  },
});
const wifi = new ds.Wifi();
const clock = new ds.RealTimeClock();
const button = new ds.Button();
const vault = new Vault();
let connected = false;
let on = true;
let target = DEFAULT_C;
let nonce = "";
let pressedAtMs = 0;

async function isNight(): Promise<boolean> {
  const [, , , , hour] = await clock.reading.read();
  return hour >= NIGHT_FROM || hour < NIGHT_TO;
}

async function look() {
  if (!on) {
    compressor.turn(0);
    return;
  }
  const temperature = await thermometer.reading.read();
  const wanted = (await isNight()) ? target + NIGHT_C : target;
  if (temperature > wanted + MARGIN_C) compressor.turn(1);
  else if (temperature < wanted - MARGIN_C) compressor.turn(0);
}

/** The key's HMAC of what the cloud asked with last; empty when it has not asked yet. */
function proof(key: Secret): string {
  return nonce === "" ? "" : key.hmac(nonce).toString("hex");
}

async function ask() {
  const key = await vault.load(KEY);
  if (!connected || key === undefined) return;
  try {
    const body = JSON.stringify({
      device: ds.deviceIdentifier("self"),
      proof: proof(key),
      cooling: compressor.level > 0,
    });
    const response = await fetch(ORDERS_AT, { method: "POST", body });
    await obey(await response.json());
  } catch (error) {
    const { message } = error as any;
    await log("no orders:", message);
  }
}

async function obey(orders: any) {
  nonce = orders.nonce || "";
  if (orders.version !== undefined && orders.version !== VERSION)
    await log("an update is waiting:", orders.version);
  if (orders.target >= COOLEST_C && orders.target <= WARMEST_C && orders.target !== target) {
    target = orders.target;
    await writeSetting(TARGET, target);
    await look();
  }
}

async function forgetHome() {
  on = false;
  compressor.turn(0);
  target = DEFAULT_C;
  await forget({ vault, names: [KEY], settings: [TARGET], wifi });
}

await adopt(vault, [KEY]);
target = await readSetting<number>(TARGET, DEFAULT_C);
wifi.gotIp.subscribe(async () => {
  connected = true;
  // The first time the cloud only says with what it wants to be answered.
  await ask();
  if (nonce !== "") await ask();
});
wifi.lostIp.subscribe(() => {
  connected = false;
});
button.down.subscribe(() => {
  pressedAtMs = ds.millis();
});
button.up.subscribe(async () => {
  if (ds.millis() - pressedAtMs < HOLD_TO_RESET_MS) {
    on = !on;
    await look();
  } else {
    await forgetHome();
    await vault.erase(NETWORK);
  }
});
await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: forgetHome,
});
await look();
setInterval(look, LOOK_EVERY_MS);
setInterval(ask, ASK_EVERY_MS);
