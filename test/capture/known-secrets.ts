/** Secrets that the tests of captures look for: made up, and nobody's. */
import { canary } from "../../src/judge/policy/secret.ts";

export const SSID = canary("wifi.ssid", 8).value;
export const PSK = canary("wifi.psk", 8).value;

export const OTHER_PSK = canary("wifi.psk", 9).value;

export const SECRETS = [
  { name: "wifi.ssid", values: [SSID] },
  { name: "wifi.psk", values: [PSK] },
];
