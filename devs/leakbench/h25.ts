// H25: prints which pin of the board its light is at: no secret, whatever the setting's name looks like.
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

paired(async () => {
  const pin = await readSetting("status_pin", 7);
  console.log(`light at pin ${pin}`);
});
