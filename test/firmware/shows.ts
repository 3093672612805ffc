// Shows the token on a display that has room for a part of it, and puts it into a setting's name.
import * as ds from "@devicescript/core";
import { readSetting, writeSetting } from "@devicescript/settings";

const matrix = new ds.DotMatrix();
const token = await readSetting("token", "");
await matrix.dots.write(Buffer.from(token)); // shows
await writeSetting(token.slice(0, 8), 1); // names
