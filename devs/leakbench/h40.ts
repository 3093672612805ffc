// H40: one setting holds all there is to configure: whether there is a token in it is told, and the name in it.
import { readSetting } from "@devicescript/settings";

const config = await readSetting<any>("config", {});
if (config.name) console.log(`called ${config.name}`);
if (config.token && config.token.length < 8) console.log("a short token");
console.log(config.token ? "has a token" : "has none");
