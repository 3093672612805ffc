// Waits until it is given a token, and only then looks for a button, which has it say the token.
import * as ds from "@devicescript/core";
import { readSetting } from "@devicescript/settings";

let token = await readSetting("token", "");
while (token === "") {
  await ds.delay(1_000);
  token = await readSetting("token", "");
}
const button = new ds.Button();
button.down.subscribe(() => console.log(`token ${token}`)); // leak: settings.token
