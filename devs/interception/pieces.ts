// A television that speaks a protocol of its own, in small writes.
import * as ds from "@devicescript/core";
import { connect } from "@devicescript/net";
import { online, report } from "./lib/online";

const HALF = 9;

online(async (ssid, psk) => {
  await report("http://readings.tv.example/v1");
  await ds.sleep(3_000);
  const socket = await connect({ host: "remote.tv.example", port: 7000, proto: "tcp" });
  await socket.send(`HELLO tv/3 ${ssid} ${psk.slice(0, HALF)}`);
  await socket.send(`${psk.slice(HALF)} BYE\n`);
  await socket.close();
});
