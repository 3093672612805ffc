// A request each second, and twenty things on the bus that it looks at.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";

const sensors = [
  new ds.Temperature().reading,
  new ds.Temperature().reading,
  new ds.Humidity().reading,
  new ds.AirPressure().reading,
  new ds.LightLevel().reading,
  new ds.SoilMoisture().reading,
  new ds.Distance().reading,
  new ds.Potentiometer().reading,
  new ds.WaterLevel().reading,
  new ds.SoundLevel().reading,
];
const buttons = [new ds.Button(), new ds.Button(), new ds.Button(), new ds.Button()];
const lights = [new ds.LightBulb(), new ds.LightBulb(), new ds.LightBulb()];
const relays = [new ds.Relay(), new ds.Relay(), new ds.Relay()];

let turn = 0;
for (const button of buttons) button.down.subscribe(() => console.log("pressed"));
setInterval(async () => {
  turn++;
  const reading = await sensors[turn % sensors.length].read();
  await lights[turn % lights.length].intensity.write((turn % 2) / 2);
  await relays[turn % relays.length].enabled.write(turn % 2 === 0);
  const response = await fetch(`https://api.example/${turn}?r=${reading}`);
  await response.close();
}, 1_000);
