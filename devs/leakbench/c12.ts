// C12: kept in a setting, in the clear.
import { writeSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  await writeSetting("backup", psk); // leak: wifi.psk
});
