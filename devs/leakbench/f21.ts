// F21: compares the passphrase in constant time, and tells nobody.
import { paired } from "./lib/paired";

const FACTORY = "factory-passphrase";
export let changed = false;

paired(async (_ssid, psk) => {
  let difference = psk.length ^ FACTORY.length;
  for (let i = 0; i < FACTORY.length; i++) difference |= psk.charCodeAt(i) ^ FACTORY.charCodeAt(i);
  changed = difference !== 0;
});
