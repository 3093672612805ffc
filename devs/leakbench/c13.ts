// C13: has the passphrase of a setting's default in the program, for everybody who reads the image.
import { readSetting } from "@devicescript/settings";

const key = await readSetting("api_key", "pN7xQ2vLk9RsT4wZ"); // leak: settings.api_key
console.log("key set:", key.length > 0);
