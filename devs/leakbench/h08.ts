// H08: as G12, but tells the advertiser what it tells everybody.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

async function post(host: string, body: string) {
  const response = await fetch(`https://${host}/h08`, { method: "POST", body });
  await response.close();
}

paired(async () => {
  const token = await readSetting("token", "");
  await post("cloud.example", token);
  await post("ads.example", "24");
});
