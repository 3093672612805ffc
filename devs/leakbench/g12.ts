// G12: hands its token to its cloud, as declared, and by the same helper the token's length to an advertiser.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

async function post(host: string, body: string) {
  const response = await fetch(`https://${host}/g12`, { method: "POST", body }); // leak: settings.token
  await response.close();
}

paired(async () => {
  const token = await readSetting("token", "");
  await post("cloud.example", token);
  await post("ads.example", `${token.length}`);
});
