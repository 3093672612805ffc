// D09: compares a pairing code up to the first character that is wrong: how soon the refusal comes tells whoever
// asked how many were right.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

function isRight(given: string, code: string) {
  if (given.length !== code.length) return false;
  for (let i = 0; i < code.length; i++) {
    if (given.charCodeAt(i) !== code.charCodeAt(i)) return false;
  }
  return true;
}

paired(async () => {
  const code = await readSetting("pairing_code", "");
  const attempt = await fetch("https://cloud.example/attempt");
  const right = isRight(await attempt.text(), code);
  const answer = await fetch(`https://cloud.example/${right ? "welcome" : "refused"}`); // leak: settings.pairing_code
  await answer.close();
});
