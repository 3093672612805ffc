// G52: prints a text of its configuration, which may hold anything: a note, until the policy says what it is.
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

paired(async () => {
  const cfg = await readSetting("cfg", "");
  if (cfg !== "") console.log("configuration:", cfg);
});
