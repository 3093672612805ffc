// Pairing over an open network of the lamp's own, by HTTP in the clear.
import * as ds from "@devicescript/core";
import { startLamp } from "../lib/lamp";

const wifi = new ds.Wifi();
const ways = new ds.PairingWays();

wifi.gotIp.subscribe(async () => {
  await ways.close(ds.PairingWaysWay.SoftAp);
});
startLamp();
await ways.open(ds.PairingWaysWay.SoftAp); // leak: wifi.ssid, wifi.psk
