// C04: an exception that nobody catches ends the program, and its message is printed with the stack.
import { paired } from "./lib/paired";

async function join(psk: string) {
  throw new Error(`cannot join with ${psk}`); // leak: wifi.psk
}

paired(async (_ssid, psk) => {
  await join(psk);
});
