// H23: as G49, but prints in detail what everybody may know.
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

export let length = 0;

paired(async (_ssid, psk) => {
  length = psk.length;
  const verbosity = await readSetting("verbosity", 0);
  if (verbosity >= 2) console.log("joined, and the passphrase is set");
});
