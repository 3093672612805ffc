// The kettle of unsafe-kettle.ts with the device library's Actuator in place of its own switching.
import * as ds from "@devicescript/core";
import { Actuator } from "tightlip/devs";

const BOILING_C = 98;

const relay = new ds.Relay();
const thermometer = new ds.Temperature();
const heater = new Actuator({
  role: relay,
  write: async (level) => await relay.enabled.write(level > 0),
  longestMs: 60_000,
  sensor: { read: async () => await thermometer.reading.read(), silentMs: 3_000, most: 105 },
});
const button = new ds.Button();

button.down.subscribe(() => heater.turn(heater.wanted > 0 ? 0 : 1));
setInterval(() => {
  if (heater.reading !== undefined && heater.reading >= BOILING_C) heater.turn(0);
}, 1_000);
