// F07: encrypts telemetry under a key that has nothing to do with the passphrase.
import * as ds from "@devicescript/core";
import { encrypt, randomBuffer } from "@devicescript/crypto";
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

const KEY = hex`8f1d6a3b5c7e90214365f7a8b9cadbecfd0e1f20314253647586979a8bacbdce`;
const thermometer = new ds.Temperature();

paired(async (_ssid, _psk) => {
  setInterval(async () => {
    const data = Buffer.from(`t=${await thermometer.reading.read()}`);
    const body = encrypt({ data, algo: "aes-256-ccm", key: KEY, iv: randomBuffer(13), tagLength: 8 });
    const response = await fetch("https://cloud.example/sealed", { method: "POST", body });
    await response.close();
  }, 5_000);
});
