// F18: sends at random times.
import { delay } from "@devicescript/core";
import { randomBuffer } from "@devicescript/crypto";
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, _psk) => {
  for (let i = 0; i < 10; i++) {
    await delay(1_000 + 50 * randomBuffer(1)[0]);
    const response = await fetch("https://cloud.example/alive");
    await response.close();
  }
});
