// Reads its token only when somebody presses the button.
import * as ds from "@devicescript/core";
import { readSetting } from "@devicescript/settings";

const button = new ds.Button();

button.down.subscribe(async () => {
  const token = await readSetting("token", "");
  console.log(token.length > 0 ? "ready" : "no token");
});
