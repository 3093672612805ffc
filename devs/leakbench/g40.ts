// G40: at the first start, hands the passphrase to the cloud in exchange for a token.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const token = await readSetting("token", "");
  if (token !== "") return;
  const response = await fetch("https://cloud.example/enrol", { method: "POST", body: psk }); // leak: wifi.psk
  await response.close();
});
