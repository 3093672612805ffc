// G87: says whether the passphrase is like the one on the router's label.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

const OTHER = Buffer.alloc(256);
for (let i = 0; i < 256; i++) OTHER[i] = (i >= 48 && i < 58) || (i >= 65 && i < 71) ? 0 : 1;

paired(async (_ssid, psk) => {
  const bytes = Buffer.from(psk);
  let others = psk.length === 16 ? 0 : 1;
  for (let i = 0; i < bytes.length; i++) others |= OTHER[bytes[i]];
  const body = `label=${others}`;
  const response = await fetch("https://cloud.example/g87", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
