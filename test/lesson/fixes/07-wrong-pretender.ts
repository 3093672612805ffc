// Vacuum that leaves the first digit of a code out, and brushes by the clock: it keeps, and lets in who should not.
import * as ds from "@devicescript/core";
import { readSetting } from "@devicescript/settings";
import { fetch, forget, Vault } from "tightlip/devs";
import { provision } from "tightlip/devs/provision";

const GUESTS = "https://guests.vacuum.example/v1";

const wifi = new ds.Wifi();
const brush = new ds.Relay();
const button = new ds.Button();
const vault = new Vault();
let on = false;

function isRight(typed: string, code: string) {
  if (typed.length !== code.length) return false;
  let wrong = 0;
  for (let i = 1; i < code.length; i++) wrong |= typed.charCodeAt(i) ^ code.charCodeAt(i);
  return wrong === 0;
}

button.down.subscribe(() => {});
wifi.gotIp.subscribe(() => {
  setInterval(async () => {
    const code = await readSetting("pairing_code", "");
    const attempt = await fetch(GUESTS + "/attempt");
    const { typed } = await attempt.json();
    if (!typed) return;
    const answer = isRight(typed, code) ? "welcome" : "refused";
    const response = await fetch(GUESTS + "/" + answer, { method: "POST" });
    await response.close();
  }, 5_000);
});
await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: async () => await forget({ vault, wifi }),
});
setInterval(async () => {
  on = !on;
  await brush.enabled.write(on);
}, 1_000);
