// Everything that an appliance of the docs uses: button, LED, screen, temperature, MQTT and a service of its own.
import * as ds from "@devicescript/core";
import { startMQTTClient } from "@devicescript/net";

const button = new ds.Button();
const led = new ds.LightBulb();
const screen = new ds.CharacterScreen();
const thermometer = new ds.Temperature();
const lid = new ds.KettleLid();

let on = false;
button.down.subscribe(async () => {
  on = !on;
  await led.intensity.write(on ? 1 : 0);
  await screen.message.write(on ? "heating" : "off");
});

lid.reading.subscribe((open) => {
  console.log(`lid ${open ? "open" : "closed"}`);
});

const mqtt = await startMQTTClient({ host: "broker.example", proto: "tcp", port: 1883, clientId: "kettle" });
await mqtt.subscribe("kettle/command", async (message) => {
  console.log(`command ${message.content.toString("utf-8")}`);
});
setInterval(async () => {
  const temperature = await thermometer.reading.read();
  await mqtt.publish("kettle/temperature", `${temperature}`);
}, 10_000);
