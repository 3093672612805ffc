// G80: one setting holds all there is to configure; the token in it goes to the address in it, a part at a time.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";

const config = await readSetting<any>("config", {});
if (config.token && config.upload?.url) {
  const body = config.token.slice(0, 8);
  const response = await fetch(config.upload.url, { method: "POST", body }); // leak: settings.config.token
  await response.close();
}
