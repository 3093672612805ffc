// A program as the stock documentation teaches it: a thermometer, a button and a light, timers, fetch and MQTT.
import { Button, LightBulb, Temperature } from "@devicescript/core";
import { fetch, startMQTTClient } from "@devicescript/net";

const thermometer = new Temperature();
const button = new Button();
const bulb = new LightBulb();

button.down.subscribe(async () => {
  await bulb.toggle();
});

thermometer.reading.subscribe(async (temperature) => {
  console.data({ temperature });
});

setTimeout(async () => {
  const res = await fetch("https://api.weather.example/today.json");
  console.log({ status: res.status });
  const forecast = await res.json();
  console.log(forecast);

  const mqtt = await startMQTTClient({
    host: "broker.example",
    proto: "tcp",
    port: 1883,
  });
  setInterval(async () => {
    const temperature = await thermometer.reading.read();
    await mqtt.publish("garden/temperature", JSON.stringify({ temperature }));
  }, 10000);
}, 2000);

setInterval(async () => {
  await bulb.on();
}, 7000);
