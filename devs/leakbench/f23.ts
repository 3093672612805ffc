// F23: clears and rewrites settings that are not secrets.
import { deleteSetting, readSetting, writeSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

paired(async () => {
  const runs = await readSetting("runs", 0);
  await writeSetting("target", 92);
  await writeSetting("label", "kitchen");
  await deleteSetting("label");
  await writeSetting("label", "living room");
  await writeSetting("runs", runs + 1);
});
