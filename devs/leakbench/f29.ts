// F29: keeps every observer busy at once.
import * as ds from "@devicescript/core";
import { startMQTTClient } from "@devicescript/net";
import { writeSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const thermometer = new ds.Temperature();
const light = new ds.LightBulb();
const buzzer = new ds.Buzzer();
const screen = new ds.CharacterScreen();

paired(async () => {
  const mqtt = await startMQTTClient({ host: "broker.example", proto: "tcp", port: 1883 });
  let round = 0;
  setInterval(async () => {
    round++;
    const celsius = await thermometer.reading.read();
    console.log(`round ${round}: ${celsius}`);
    await screen.message.write(`${celsius} degrees`);
    await light.intensity.write(round % 2);
    await buzzer.playNote(440, 1, 50);
    await writeSetting("round", round);
    await mqtt.publish("home/temperature", Buffer.from(`${celsius}`));
  }, 5_000);
});
