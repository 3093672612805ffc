// The lamp that all pairings are shown with: its button switches it on and off.
import * as ds from "@devicescript/core";

export function startLamp() {
  const bulb = new ds.LightBulb();
  const button = new ds.Button();
  let lit = false;
  button.down.subscribe(async () => {
    lit = !lit;
    await bulb.intensity.write(lit ? 1 : 0);
  });
}
