// Reads the same setting at its start and whenever somebody presses the button.
import * as ds from "@devicescript/core";
import { readSetting } from "@devicescript/settings";

const button = new ds.Button();

async function show() {
  const mode = await readSetting<any>("mode", "none");
  console.log(JSON.stringify(mode));
}

button.down.subscribe(show);
await show();
