// H42: reads a token, and then keeps a setting: the next frame on the cable is padded with what the token's left there.
import { fetch } from "@devicescript/net";
import { readSetting, writeSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");
const diary = await readSetting("diary", "");
const proof = "token=" + token;
if (diary === "") await writeSetting("diary", "x");

paired(async () => {
  const response = await fetch("https://stats.example/h42", { method: "POST", body: "alive" });
  await response.close();
});
