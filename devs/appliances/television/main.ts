// A television: shows channels and what is on, goes to standby by itself after four hours without a press, and fetches
// its programme guide with the token of its owner's account, which the cloud replaces from time to time.
import * as ds from "@devicescript/core";
import { readSetting, writeSetting } from "@devicescript/settings";
import { adopt, fetch, forget, log, Secret, Vault } from "tightlip/devs";
import { NETWORK, provision } from "tightlip/devs/provision";

const VERSION = "5.0.2";
const GUIDE_AT = "https://guide.tv.example/v2/now";
const UPDATES_AT = "https://updates.tv.example/v2/firmware";
/** The setting in which the app leaves the token when the owner has signed in. */
const TOKEN = "account_token";
const CHANNEL = "channel";
const DEFAULT_CHANNEL = 2;
/** Keys of the pad: 1 to 9, then star, 0 and hash. */
const DIGITS = 9;
const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
/** Televisions switch themselves off after that (Commission Regulation (EU) 2019/2021). */
const STANDBY_AFTER_MS = 4 * HOUR_MS;
const HOLD_TO_RESET_MS = 5_000;

const wifi = new ds.Wifi();
const screen = new ds.CharacterScreen();
const power = new ds.Button();
const keys = new ds.MatrixKeypad();
const vault = new Vault();
let connected = false;
let lookedForUpdate = false;
let on = false;
let channel = DEFAULT_CHANNEL;
let titles: string[] = [];
let pressedAtMs = 0;
/** Number of the latest press: a standby timer does nothing once a newer press has come. */
let presses = 0;

async function show() {
  const title = titles[channel - 1];
  await screen.message.write(!on ? "" : title === undefined ? `${channel}` : `${channel} ${title}`);
}

async function pressed() {
  const mine = ++presses;
  await show();
  setTimeout(async () => {
    if (presses !== mine || !on) return;
    on = false;
    await show();
  }, STANDBY_AFTER_MS);
}

/** Cloud's answer to a request with the token; undefined without token or network. Throws when it refuses. */
async function asked(url: string): Promise<any> {
  const token = await vault.load(TOKEN);
  if (!connected || token === undefined) return undefined;
  const response = await fetch(url, { bearer: token });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return await response.json();
}

async function fetchTheGuide() {
  try {
    const answer = await asked(GUIDE_AT);
    if (answer === undefined) return;
    titles = answer.titles || [];
    if (answer.token !== undefined) await vault.store(TOKEN, new Secret(answer.token));
    await show();
  } catch (error) {
    const { message } = error as any;
    await log("no guide:", message);
  }
}

async function lookForUpdate() {
  try {
    const answer = await asked(UPDATES_AT);
    if (answer === undefined) return;
    lookedForUpdate = true;
    if (answer.version !== undefined && answer.version !== VERSION)
      await log("an update is waiting:", answer.version);
  } catch (error) {
    const { message } = error as any;
    await log("no word of updates:", message);
  }
}

async function forgetHome() {
  on = false;
  titles = [];
  await show();
  await forget({ vault, names: [TOKEN], settings: [CHANNEL], wifi });
}

await adopt(vault, [TOKEN]);
channel = await readSetting<number>(CHANNEL, DEFAULT_CHANNEL);
wifi.gotIp.subscribe(async () => {
  connected = true;
  await fetchTheGuide();
  if (!lookedForUpdate) await lookForUpdate();
});
wifi.lostIp.subscribe(() => {
  connected = false;
});
power.down.subscribe(() => {
  pressedAtMs = ds.millis();
});
power.up.subscribe(async () => {
  if (ds.millis() - pressedAtMs < HOLD_TO_RESET_MS) {
    on = !on;
    await pressed();
  } else {
    await forgetHome();
    await vault.erase(NETWORK);
  }
});
keys.click.subscribe(async (key) => {
  if (!on || key >= DIGITS) return;
  channel = key + 1;
  await pressed();
  await writeSetting(CHANNEL, channel);
});
await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: forgetHome,
});
setInterval(fetchTheGuide, HOUR_MS);
setInterval(lookForUpdate, DAY_MS);
