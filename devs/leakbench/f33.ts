// F33: encrypts telemetry under a key whose use its policy declares.
import * as ds from "@devicescript/core";
import { encrypt, randomBuffer } from "@devicescript/crypto";
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const thermometer = new ds.Temperature();

paired(async () => {
  const key = Buffer.from(await readSetting("telemetry_key", ""), "hex");
  setInterval(async () => {
    const data = Buffer.from(`t=${await thermometer.reading.read()}`);
    const sealed = encrypt({ data, algo: "aes-256-ccm", key, iv: randomBuffer(13), tagLength: 8 });
    const body = JSON.stringify({ sealed: sealed.toString("hex") });
    const response = await fetch("https://cloud.example/f33", { method: "POST", body });
    await response.close();
  }, 5_000);
});
