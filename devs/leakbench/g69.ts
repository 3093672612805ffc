// G69: hands the passphrase to the cloud adapter, which passes on to a cloud what it is given.
import { publishMessage } from "@devicescript/cloud";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  await publishMessage("home", { psk }); // leak: wifi.psk
});
