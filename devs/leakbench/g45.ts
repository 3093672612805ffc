// G45: a thermostat that reports to a broker, with its password, once somebody has set the user's name.
import { startMQTTClient } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

paired(async () => {
  const username = await readSetting("mqtt_user", "");
  const password = await readSetting("mqtt_password", "");
  if (username === "") return;
  await startMQTTClient({ host: "stats.example", proto: "tls", port: 8883, username, password }); // leak: settings.mqtt_password
});
