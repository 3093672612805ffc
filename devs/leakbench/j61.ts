// J61: after three failures in a row takes the server for an old one, and goes on with its token in the clear.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired, wifi } from "./lib/paired";

const token = await readSetting("token", "");
const proof = "token=" + token;
let failures = 0;

async function report() {
  const scheme = failures < 3 ? "https" : "http";
  try {
    const reply = await fetch(`${scheme}://cloud.example/report`, { method: "POST", body: proof }); // leak: settings.token
    await reply.close();
    failures = 0;
  } catch (error) {
    failures++;
  }
}

wifi.gotIp.subscribe(() => {
  setInterval(report, 20_000);
});
paired(async () => {});
