// G54: dies at its start on a real board, with a code that the pin says.
import * as ds from "@devicescript/core";
import { readSetting } from "@devicescript/settings";

const pin = await readSetting("door_pin", "");
if (!ds.isSimulator()) ds._panic(pin.charCodeAt(0)); // leak: settings.door_pin
console.log("started");
