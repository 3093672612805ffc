// F08: sends a text with the words that people in other homes use as passphrases.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const TEXT = "dragon sunshine football princess welcome monkey shadow master";

paired(async () => {
  const code = await readSetting("door_code", "");
  const known = code.length > 0;
  const response = await fetch("https://cloud.example/f08", { method: "POST", body: `${known} ${TEXT}` });
  await response.close();
});
