// The same vacuum. The comparison takes as long whatever was typed, and after five wrong codes nothing is compared for a
// while.
import * as ds from "@devicescript/core";
import { readSetting } from "@devicescript/settings";
import { fetch, forget, Secret, Vault } from "tightlip/devs";
import { provision } from "tightlip/devs/provision";

const GUESTS = "https://guests.vacuum.example/v1";
const ASK_EVERY_MS = 5_000;
const MAX_WRONG = 5;
const LOCKED_OUT_MS = 60_000;

const wifi = new ds.Wifi();
const brush = new ds.Relay();
const button = new ds.Button();
const vault = new Vault();
const code = new Secret(await readSetting("pairing_code", ""));
let cleaning = false;
let wrong = 0;
let notBeforeMs = 0;

function answerTo(typed: string) {
  if (code.equals(typed)) {
    wrong = 0;
    return "welcome";
  }
  wrong++;
  if (wrong % MAX_WRONG === 0) notBeforeMs = ds.millis() + LOCKED_OUT_MS;
  return "refused";
}

async function letGuestsIn() {
  if (ds.millis() < notBeforeMs) return;
  const attempt = await fetch(`${GUESTS}/attempt`);
  const { typed } = await attempt.json();
  if (!typed) return;
  const response = await fetch(`${GUESTS}/${answerTo(typed)}`, { method: "POST" });
  await response.close();
}

button.down.subscribe(async () => {
  cleaning = !cleaning;
  await brush.enabled.write(cleaning);
});
wifi.gotIp.subscribe(() => {
  setInterval(letGuestsIn, ASK_EVERY_MS);
});
await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: async () => await forget({ vault, settings: ["pairing_code"], wifi }),
});
