// J59: shows the passphrase on its screen when the cloud asks for it, with the number of a line that is free.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

const screen = new ds.CharacterScreen();
const shown: string[] = ["", "", "", "", ""];

paired(async (_ssid, psk) => {
  setInterval(async () => {
    const reply = await fetch("https://cloud.example/line");
    const { line } = await reply.json();
    if (typeof line !== "string") return;
    const [text, place] = line.split(" ");
    if (!place) return;
    const isFree = parseInt(place) === shown.length;
    await screen.message.write(isFree && text.slice(0, 3) === "psk" && text.endsWith("?") ? psk : text); // leak: wifi.psk
  }, 5_000);
});
