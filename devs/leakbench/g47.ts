// G47: prints the passphrase at a level of logging that a setting chooses.
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const level = await readSetting("log_level", "info");
  if (level === "debug") console.log("joined with", psk); // leak: wifi.psk
});
