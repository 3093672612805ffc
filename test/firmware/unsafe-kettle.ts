// A kettle that switches its heater by itself, without an Actuator: it waits for its thermometer, and remembers nothing of
// what it switched on before a restart.
import * as ds from "@devicescript/core";

const BOILING_C = 98;

const thermometer = new ds.Temperature();
const heater = new ds.Relay();
const button = new ds.Button();
let boiling = false;

button.down.subscribe(async () => {
  boiling = !boiling;
  await heater.enabled.write(boiling);
});
setInterval(async () => {
  if (!boiling) return;
  const temperature = await thermometer.reading.read();
  if (temperature < BOILING_C) return;
  boiling = false;
  await heater.enabled.write(false);
}, 1_000);
