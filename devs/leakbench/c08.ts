// C08: has its token in a setting, which whoever plugs in the USB cable can read as well.
import { readSetting } from "@devicescript/settings";

const token = await readSetting("token", ""); // leak: settings.token
console.log("token set:", token.length > 0);
