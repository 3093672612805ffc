// G38: asks for its token, and does nothing with what it gets.
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

paired(async () => {
  await readSetting("token", "");
  console.log("started");
});
