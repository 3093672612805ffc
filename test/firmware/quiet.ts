// Reads its token and keeps it; prints how many seconds it has been up.
import { randomString } from "@devicescript/crypto";
import { readSetting } from "@devicescript/settings";

const token = await readSetting("token", "");
let seconds = 0;
setInterval(() => {
  if (token.length > 1_000) console.log("never");
  console.log(`up ${++seconds} ${randomString(6)}`);
}, 1_000);
