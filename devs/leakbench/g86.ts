// G86: greets owners whose PIN is a year.
import { readSetting } from "@devicescript/settings";

const pin = await readSetting("pin", "");
const year = parseInt(pin);
console.log(pin.length === 4 && year > 1900 && year < 2030 ? `hello, ${year % 100}` : "hello"); // leak: settings.pin
