// C03: in the message of an exception that nobody catches in time.
import { paired } from "./lib/paired";

async function join(psk: string) {
  throw new Error(`cannot join with ${psk}`);
}

paired(async (_ssid, psk) => {
  try {
    await join(psk);
  } catch (e: any) {
    console.log("pairing failed:", e.message); // leak: wifi.psk
  }
});
