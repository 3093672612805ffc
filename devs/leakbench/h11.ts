// H11: as G18, but what it finds out stays on the board.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

const COMMON = ["password", "12345678", "123456789", "qwertyuiop", "iloveyou"];
export let isCommon = false;

paired(async (_ssid, psk) => {
  for (const common of COMMON) isCommon = common === psk || isCommon;
  const response = await fetch("https://cloud.example/h11", { method: "POST", body: "fine" });
  await response.close();
});
