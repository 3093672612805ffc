// G37: native code of the board takes the passphrase from the phone, past the firmware.
import * as ds from "@devicescript/core";
import { wifi } from "./lib/paired";

const ways = new ds.PairingWays();

wifi.gotIp.subscribe(async () => console.log("online"));
await ways.open(ds.PairingWaysWay.SoftAp);
