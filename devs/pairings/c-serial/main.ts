// Pairing at the serial port, in the clear, as Improv does it.
import * as ds from "@devicescript/core";
import { startLamp } from "../lib/lamp";

const wifi = new ds.Wifi();
const ways = new ds.PairingWays();

wifi.gotIp.subscribe(async () => {
  await ways.close(ds.PairingWaysWay.Serial);
});
startLamp();
await ways.open(ds.PairingWaysWay.Serial); // leak: wifi.ssid, wifi.psk
