// H16: as G32, but uses the login's password here, to make a key, and sends nothing of it.
import { digest } from "@devicescript/crypto";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

export let key: Buffer | undefined;

paired(async () => {
  const login: any = await readSetting("login", {});
  key = digest("sha256", Buffer.from(login.password || `${login}`));
});
