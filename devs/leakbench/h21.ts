// H21: at the first start, writes settings that are no secrets.
import { readSetting, writeSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

export let length = 0;

paired(async (_ssid, psk) => {
  length = psk.length;
  if ((await readSetting("label", "")) === "") await writeSetting("label", "kitchen");
  if ((await readSetting("target", 0)) === 0) await writeSetting("target", 21);
});
