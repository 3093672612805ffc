// H31: as G60, but the key comes from a setting, is shown in no log, and goes where the policy says.
import { readSetting } from "@devicescript/settings";
import { fetch, Secret } from "tightlip/devs";
import { paired } from "./lib/paired";

paired(async () => {
  const bearer = new Secret(await readSetting("token", ""));
  const response = await fetch("https://cloud.example/h31", { bearer });
  await response.close();
});
