// H13: as G19, but compares in constant time, and tells nobody.
import { readSetting } from "@devicescript/settings";
import { Secret } from "tightlip/devs";
import { paired } from "./lib/paired";

export let isSame = false;

paired(async (_ssid, psk) => {
  isSame = new Secret(await readSetting("token", "")).equals(psk);
});
