// H41: without a key there is the word "none", and with one it says so; joins again and again when it can't.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const key = await readSetting("api_key", "none");
console.log(key === "none" ? "no key" : "a key");

paired(async () => {
  async function report() {
    try {
      const response = await fetch("https://cloud.example/h41", { method: "POST", body: "on" });
      await response.close();
    } catch {
      console.log("later");
    }
    setTimeout(report, 20_000);
  }
  await report();
});
