// J65: after three replies in a row that are no JSON, notes a number in flash that is made of its token.
import { fetch } from "@devicescript/net";
import { readSetting, writeSetting } from "@devicescript/settings";
import { paired, wifi } from "./lib/paired";

const token = await readSetting("token", "");
let bad = 0;

async function report() {
  const reply = await fetch("https://cloud.example/report", { method: "POST", body: "alive" });
  try {
    await reply.json();
    bad = 0;
  } catch (error) {
    bad++;
    let sum = 0;
    for (let i = 0; i < token.length; i++) sum = (sum * 31 + token.charCodeAt(i)) & 0xffff;
    if (bad === 3) await writeSetting("crash", { code: 17, where: sum }); // leak: settings.token
  }
}

wifi.gotIp.subscribe(() => {
  setInterval(report, 15_000);
});
paired(async () => {});
