/** Secrets among what comes in, as the judge has them: settings, what a phone hands over, what the device was made with. */
import { isCredentialKey } from "../../sim/device/credential.ts";
import type { Entry } from "./boundary.ts";
import type { Program } from "./program.ts";

const SETTINGS = "settings.";
/** Fields of what hands over a network, by their names. */
const NETWORK: Readonly<Record<string, string>> = { ssid: "wifi.ssid", psk: "wifi.psk" };
/** Made for each device; printed on its label. */
const PAIRING_CODE = "device.tightlip.code";
const DEVICE_CODE = "device.code";
const CLASS = { settings: 0x1107dc4a, wifi: 0x18aae1fa };

/**
 * Name of the secret that comes in; null for what is none. Beside those that are secrets by their names there are the ones
 * that a policy names.
 */
export function secretOf(
  { what, packet }: Entry,
  program: Program,
  named: ReadonlySet<string>,
): string | null {
  if (packet === undefined) {
    if (what === PAIRING_CODE) return DEVICE_CODE;
    if (!what.startsWith(SETTINGS)) return null;
    const key = what.slice(SETTINGS.length);
    if (key === "?" || isCredentialKey(key) || named.has(what)) return what;
    // A policy may name a member of what a setting holds.
    return [...named].find((name) => name.startsWith(`${what}.`)) ?? null;
  }
  const service = program.services[packet.service ?? -1];
  const field = what.slice(what.lastIndexOf(".") + 1);
  if (packet.role === undefined && packet.kind === "packet") {
    // A command of a service that the program offers.
    const name = NETWORK[field];
    if (name !== undefined) return name;
    return isCredentialKey(field) ? `received.${service?.name ?? "?"}.${what}` : null;
  }
  if (service?.serviceClass === CLASS.settings) return "settings.?";
  if (service?.serviceClass === CLASS.wifi) return what === "ssid" ? "wifi.ssid" : null;
  return null;
}
