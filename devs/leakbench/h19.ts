// H19: as G40, but at the first start it sends its id for a token.
import * as ds from "@devicescript/core";
import { digest } from "@devicescript/crypto";
import { fetch } from "@devicescript/net";
import { readSetting, writeSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

export let mark: Buffer | undefined;

paired(async (_ssid, psk) => {
  mark = digest("sha256", Buffer.from(psk));
  if ((await readSetting("enrolled", 0)) !== 0) return;
  const body = ds.deviceIdentifier("self");
  const response = await fetch("https://cloud.example/enrol", { method: "POST", body });
  await response.close();
  await writeSetting("enrolled", 1);
});
