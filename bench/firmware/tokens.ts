// Sends as many tokens as the setting `count` says, each in a request of its own.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";

const count = await readSetting("count", 1);
for (let i = 0; i < count; i++) {
  const body = await readSetting(`token${i}`, "");
  const response = await fetch(`https://api.example.com/${i}`, { method: "POST", body });
  await response.close();
  await ds.sleep(1000);
}
