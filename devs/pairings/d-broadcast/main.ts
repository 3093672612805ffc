// Pairing by broadcast: the phone sends packets whose lengths are the passphrase, as ESP-Touch does it.
import * as ds from "@devicescript/core";
import { startLamp } from "../lib/lamp";

const wifi = new ds.Wifi();
const ways = new ds.PairingWays();

wifi.gotIp.subscribe(async () => {
  await ways.close(ds.PairingWaysWay.Broadcast);
});
startLamp();
await ways.open(ds.PairingWaysWay.Broadcast); // leak: wifi.ssid, wifi.psk
