// Writes its token into another setting when somebody presses the button.
import * as ds from "@devicescript/core";
import { readSetting, writeSetting } from "@devicescript/settings";

const token = await readSetting("token", "");
const button = new ds.Button();

button.down.subscribe(async () => {
  await writeSetting("keepsake", token); // leak: settings.token
});
