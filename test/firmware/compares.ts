// Compares a guess with its code as many do: character by character, until one differs.
import { readSetting } from "@devicescript/settings";

const code = await readSetting("code", "");
const guess = await readSetting("guess", "");

function matches(): boolean {
  for (let i = 0; i < code.length; i++) {
    if (code.charCodeAt(i) !== guess.charCodeAt(i)) return false;
  }
  return true;
}

setTimeout(async () => {
  console.log("asked");
  const right = matches();
  console.log("answered");
  if (right) console.log("open");
}, 1_000);
