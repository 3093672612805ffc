// F06: sends random bytes.
import { randomBuffer } from "@devicescript/crypto";
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, _psk) => {
  setInterval(async () => {
    const body = randomBuffer(64);
    const response = await fetch("https://cloud.example/noise", { method: "POST", body });
    await response.close();
  }, 5_000);
});
