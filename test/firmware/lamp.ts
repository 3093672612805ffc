// A lamp that others may dim.
import * as ds from "@devicescript/core";
import { Server, startServer } from "@devicescript/server";

let level = 1;

class Lamp extends Server implements ds.LightBulbServerSpec {
  constructor() {
    super(ds.LightBulb.spec);
  }
  intensity() {
    return level;
  }
  set_intensity(value: number) {
    level = Math.round(100 * value) / 100;
    console.log(`brightness ${level}`);
  }
}

startServer(new Lamp());
