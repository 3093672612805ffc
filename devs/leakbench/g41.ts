// G41: makes itself a token when it has none, and stores it in the clear.
import { randomBuffer } from "@devicescript/crypto";
import { readSetting, writeSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

paired(async () => {
  if (await readSetting("token")) return;
  const made = randomBuffer(12).toString("hex");
  await writeSetting("token", made); // leak: settings.token
});
