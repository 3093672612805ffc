// Tells the cloud its temperature, and takes orders and its environment from there.

import { environment, publishMessage, subscribeMessage } from "@devicescript/cloud";
import { delay } from "@devicescript/core";
import { writeSetting } from "@devicescript/settings";

subscribeMessage("order", async (order: any) => {
  console.log(`order ${order.mode}`);
  await writeSetting("mode", order.mode);
  await publishMessage("done", order);
});
const env = await environment({ unit: "C" });
env.subscribe((value) => console.log(`unit ${value.unit}`));
await delay(1_000);
await publishMessage("temperature", { celsius: 21.5 });
