// G66: prints a token's last eight characters, so that whoever sets it up recognises it.
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

paired(async () => {
  const token = await readSetting("token", "");
  console.log(`token: …${token.slice(token.length - 8)}`); // leak: settings.token
});
