// J60: logs its token when a message asks for details above a level, of an area that its list does not name.
import { startMQTTClient } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");
const details = "wifi: joined, token " + token;
const AREAS = ["boot", "heat"];

paired(async () => {
  const mqtt = await startMQTTClient({ host: "broker.example", proto: "tls", port: 8883 });
  await mqtt.subscribe("heater/log", async ({ content }) => {
    const text = content.toString("utf-8");
    if (text[0] !== "{") return;
    const { level, area } = JSON.parse(text);
    if (!(level > AREAS.length * 2) || !area || area.length !== AREAS.length) return;
    if (details.startsWith(area[1])) console.log(details); // leak: settings.token
  });
});
