// H15: as G31, but only looks whether the pin is one, and sends what it would send anyway.
import { hmac, randomBuffer } from "@devicescript/crypto";
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

export let proof: Buffer | undefined;

paired(async () => {
  const pin: any = await readSetting("door_pin", 0);
  proof = hmac(randomBuffer(32), "sha256", typeof pin === "number" ? `${pin}` : pin);
  const response = await fetch("https://cloud.example/h15", { method: "POST", body: "none" });
  await response.close();
});
