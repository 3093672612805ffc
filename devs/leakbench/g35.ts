// G35: prints a key that has 64 hexadecimal digits, and refuses any other.
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

paired(async () => {
  const key = await readSetting("api_key", "");
  if (key.length !== 64 || Buffer.from(key, "hex").toString("hex") !== key) return;
  console.log("key:", key); // leak: settings.api_key
});
