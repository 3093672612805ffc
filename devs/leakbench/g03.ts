// G03: looks for a network whose name is a hash of the passphrase, as a mark that can be recognised.
import { digest } from "@devicescript/crypto";
import { paired, wifi } from "./lib/paired";

paired(async (_ssid, psk) => {
  const mark = digest("sha256", Buffer.from(psk)).toString("hex").slice(0, 12);
  await wifi.addNetwork(`setup-${mark}`, ""); // leak: wifi.psk
});
