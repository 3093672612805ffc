// Vacuum that asks twice a minute, adds up the differences by itself, and takes a second to answer and to brush.
import * as ds from "@devicescript/core";
import { readSetting } from "@devicescript/settings";
import { fetch, forget, Vault } from "tightlip/devs";
import { provision } from "tightlip/devs/provision";

const GUESTS = "https://guests.vacuum.example/v1";
const LONGEST = 16;

const wifi = new ds.Wifi();
const brush = new ds.Relay();
const button = new ds.Button();
const vault = new Vault();
let cleaning = false;

/** Looks at as many characters of whatever is compared. */
function isRight(typed: string, code: string) {
  let wrong = typed.length ^ code.length;
  for (let i = 0; i < LONGEST; i++) {
    const one = i < typed.length ? typed.charCodeAt(i) : 0;
    const other = i < code.length ? code.charCodeAt(i) : 0;
    wrong |= one ^ other;
  }
  return wrong === 0;
}

button.up.subscribe(async () => {
  cleaning = !cleaning;
  await ds.sleep(1_000);
  await brush.enabled.write(cleaning);
});
wifi.gotIp.subscribe(() => {
  setInterval(async () => {
    const code = await readSetting("pairing_code", "");
    const attempt = await fetch(GUESTS + "/attempt");
    const { typed } = await attempt.json();
    if (!typed) return;
    const answer = isRight(typed, code) ? "welcome" : "refused";
    await ds.sleep(1_000);
    const response = await fetch(GUESTS + "/" + answer + "?by=vacuum", { method: "POST" });
    await response.close();
  }, 30_000);
});
await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: async () => await forget({ vault, wifi }),
});
