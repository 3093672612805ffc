// H17: as G34, but hands the token to nobody but the cloud that gave it out, as declared.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

paired(async () => {
  const body = await readSetting("token", "");
  const response = await fetch("https://cloud.example/h17", { method: "POST", body });
  await response.close();
});
