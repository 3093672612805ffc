// G27: makes JSON by hand, and prints it when a quote in the passphrase breaks it.
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const text = `{"psk":"${psk}"}`;
  let parsed: any;
  try {
    parsed = JSON.parse(text);
  } catch (_error) {
    parsed = undefined;
  }
  if (parsed === undefined) console.log("not JSON:", text); // leak: wifi.psk
});
