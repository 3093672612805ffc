// Counts its starts, and changes its mind about a note after a second.

import { delay } from "@devicescript/core";
import { readSetting, writeSetting } from "@devicescript/settings";

const count = await readSetting("count", 0);
const note = await readSetting("note", "none");
console.log(`start ${count + 1}, note ${note}`);
await writeSetting("count", count + 1);
await writeSetting("note", "first-note-of-this-start");
await delay(1_000);
await writeSetting("note", "second-note-of-this-start");
console.log("written");
