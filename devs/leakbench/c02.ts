// C02: the network library logs the head of each request: a header that the server needs shows on the cable. The
// token itself belongs to that server, which the policy declares.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

paired(async () => {
  const token = await readSetting("token", "");
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch("https://cloud.example/state", { headers }); // leak: settings.token
  await response.close();
});
