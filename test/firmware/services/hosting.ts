// Measures with a sensor of its own, and with two more that come later.
import * as ds from "@devicescript/core";
import { SensorServer, startServer } from "@devicescript/server";
import { readSetting } from "@devicescript/settings";

class Thermometer extends SensorServer implements ds.TemperatureServerSpec {
  constructor() {
    super(ds.Temperature.spec, {});
  }
  reading() {
    return 77;
  }
  minReading() {
    return 0;
  }
  maxReading() {
    return 100;
  }
}

console.log(`setting ${await readSetting("a", 5)}`);
const own = new ds.Temperature(startServer(new Thermometer()));
console.log(`own ${await own.reading.read()}`);
await ds.delay(3000);
for (const name of ["second", "third"]) {
  const other = new ds.Temperature(name);
  const celsius = await other.reading.read();
  console.log(`${name} ${celsius > 15 && celsius < 30}`);
}
