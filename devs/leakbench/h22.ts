// H22: as G45, but the broker wants to know the user only.
import { digest } from "@devicescript/crypto";
import { startMQTTClient } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

export let lock: Buffer | undefined;

paired(async () => {
  const username = await readSetting("mqtt_user", "");
  lock = digest("sha256", Buffer.from(await readSetting("mqtt_password", "")));
  if (username === "") return;
  await startMQTTClient({ host: "stats.example", proto: "tls", port: 8883, username });
});
