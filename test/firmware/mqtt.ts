// Subscribes to its orders and publishes its state.
import { startMQTTClient } from "@devicescript/net";

const mqtt = await startMQTTClient({ host: "broker.example", proto: "tcp", port: 1883 });
const orders = await mqtt.subscribe("home/kettle/set");
orders.subscribe(async (message) => {
  console.log(`order ${message.content.toString()}`);
});

let published = 0;
setInterval(async () => {
  await mqtt.publish("home/kettle/state", Buffer.from(`state-${++published}`));
}, 10_000);
