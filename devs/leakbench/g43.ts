// G43: takes the passphrase for its own password when it has none.
import { readSetting, writeSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const password = await readSetting("password", null);
  if (password === null) await writeSetting("password", psk); // leak: wifi.psk
});
