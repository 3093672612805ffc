// H34: as G66, but prints as many stars for every token.
import { digest } from "@devicescript/crypto";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

export let lock: Buffer | undefined;

paired(async () => {
  lock = digest("sha256", Buffer.from(await readSetting("token", "")));
  console.log("token: ********");
});
