// An air purifier: its fan runs as fast as the air is bad. It counts the hours of its filter, looks once a day for an
// update, and tells its maker once an hour how it was used, for as long as its owner agrees.
import * as ds from "@devicescript/core";
import { readSetting, writeSetting } from "@devicescript/settings";
import { Actuator, adopt, Consent, fetch, forget, log, Vault } from "tightlip/devs";
import { NETWORK, provision } from "tightlip/devs/provision";

const VERSION = "1.4.0";
const UPDATES_AT = "https://updates.purifier.example/v1/firmware";
const USAGE_TO = "https://usage.purifier.example/v1/hours";
/** The setting in which the maker leaves what the cloud knows this purifier by. */
const TOKEN = "cloud_token";
const FILTER = "filter_hours";
const LOOK_EVERY_MS = 5 * 60_000;
const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const HOLD_TO_RESET_MS = 5_000;

/** Longest time of blowing without a reading. */
const SILENT_MS = 30_000;
/** Largest index of the scale (US EPA); anything else is a broken sensor. */
const WORST_AIR = 500;
/** A motor that has been switched off runs down first. */
const PAUSE_MS = 10_000;

const motor = new ds.Motor();
const air = new ds.AirQualityIndex();
const fan = new Actuator({
  role: motor,
  write: async (level) => {
    await motor.speed.write(level);
    await motor.enabled.write(level > 0);
  },
  pauseMs: PAUSE_MS,
  sensor: { read: async () => await air.reading.read(), silentMs: SILENT_MS, least: 0, most: WORST_AIR },
});
const wifi = new ds.Wifi();
const button = new ds.Button();
/** On the back: on shares how the purifier is used, off stops that. */
const sharing = new ds.Switch();
const vault = new Vault();
const usage = new Consent(
  "usage",
  "Once an hour the purifier tells usage.purifier.example how fast its fan ran, how bad the air was, and how old its filter is.",
);
let connected = false;
let lookedForUpdate = false;
let on = true;
let worst = 0;
let pressedAtMs = 0;

/** From an air quality index (US EPA: good up to 50, moderate up to 100) to a share of the fan's full speed. */
function speedFor(index: number): number {
  if (!on) return 0;
  if (index <= 50) return 0.25;
  return index <= 100 ? 0.5 : 1;
}

async function look() {
  const index = await air.reading.read();
  worst = Math.max(worst, index);
  fan.turn(speedFor(index));
}

async function countTheFilter(): Promise<number> {
  const hours = await readSetting<number>(FILTER, 0);
  if (fan.level === 0) return hours;
  await writeSetting(FILTER, hours + 1);
  return hours + 1;
}

async function send(url: string, body: string) {
  try {
    const response = await fetch(url, { method: "POST", body });
    await response.close();
  } catch (error) {
    const { message } = error as any;
    await log("not sent:", message);
  }
}

async function everyHour() {
  const filter = await countTheFilter();
  const body = JSON.stringify({ speed: fan.level, worst: Math.round(worst), filter });
  worst = 0;
  if (connected) await usage.whileGranted(async () => await send(USAGE_TO, body));
}

async function lookForUpdate() {
  const token = await vault.load(TOKEN);
  if (!connected || token === undefined) return;
  try {
    const response = await fetch(UPDATES_AT, { bearer: token });
    const { version } = await response.json();
    lookedForUpdate = true;
    if (version !== undefined && version !== VERSION) await log("an update is waiting:", version);
  } catch (error) {
    const { message } = error as any;
    await log("no word of updates:", message);
  }
}

async function forgetHome() {
  on = false;
  fan.turn(0);
  await forget({ vault, names: [TOKEN], consents: [usage], settings: [FILTER], wifi });
}

await adopt(vault, [TOKEN]);
wifi.gotIp.subscribe(async () => {
  connected = true;
  if (!lookedForUpdate) await lookForUpdate();
});
wifi.lostIp.subscribe(() => {
  connected = false;
});
sharing.on.subscribe(async () => {
  // Whoever said no and turns the switch again means it.
  await usage.erase();
  await usage.ask(async () => true);
});
sharing.off.subscribe(async () => await usage.withdraw());
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
setInterval(everyHour, HOUR_MS);
setInterval(lookForUpdate, DAY_MS);
