// G81: an account in a setting; the log tells how its password begins.
import { readSetting } from "@devicescript/settings";

const cloud = await readSetting<any>("cloud", null);
if (cloud?.account) {
  const { user, password } = cloud.account;
  console.log(`logs in as ${user}, ${password.charCodeAt(0) % 16}`); // leak: settings.cloud.account.password
}
