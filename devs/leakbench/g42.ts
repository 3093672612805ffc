// G42: asks the cloud for a key when it has none, and stores it in the clear.
import { fetch } from "@devicescript/net";
import { readSetting, writeSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

paired(async () => {
  let key = await readSetting("api_key", "");
  if (key !== "") return;
  const reply = await fetch("https://cloud.example/key");
  key = (await reply.json()).key;
  await writeSetting("api_key", key); // leak: settings.api_key
});
