// H12: sends a page of help, with an example that some take for their passphrase.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

const HELP = "Choose a passphrase that is not 12345678 or password.";
export let isLong = false;

paired(async (_ssid, psk) => {
  isLong = psk.length > 12;
  const response = await fetch("https://cloud.example/h12", { method: "POST", body: HELP });
  await response.close();
});
