/** Secrets among what comes in, as the judge has them: settings, what a phone hands over, what the device was made with. */
import { SETTINGS_CLASS, WIFI_CLASS } from "../../sim/bus/native-services.ts";
import { isCredentialKey } from "../../sim/device/credential.ts";
import type { PacketSpec, ServiceSpec } from "../../sim/device/image.ts";
import type { Entry } from "./boundary.ts";
import type { Program } from "./program.ts";

const SETTINGS = "settings.";
/** Fields of what hands over a network, by their names. */
const NETWORK: Readonly<Record<string, string>> = { ssid: "wifi.ssid", psk: "wifi.psk" };
/** Services that take a network sealed, and the field that it is in (services/sealed-provisioning.md). */
const SEALED_NETWORK = { serviceClass: 0x1b4d7e63, field: "blob" };
/** Made for each device; printed on its label. */
const PAIRING_CODE = "device.tightlip.code";
const DEVICE_CODE = "device.code";

/** What is said of secrets outside of the bytecode. */
export interface Declared {
  readonly program: Program;
  readonly services: readonly ServiceSpec[];
  /** Secrets that a policy names. */
  readonly named: ReadonlySet<string>;
}

/**
 * Names of the secrets that come in; none for what is no secret. Beside those that are secrets by their names there are the ones
 * that a policy names.
 */
export function secretsOf(entry: Entry, world: Declared): readonly string[] {
  const service = world.program.services[entry.packet?.service ?? -1];
  const isSealed = service?.serviceClass === SEALED_NETWORK.serviceClass;
  if (isSealed && entry.packet?.role === undefined && fieldOf(entry, world) === SEALED_NETWORK.field)
    return Object.values(NETWORK);
  const name = secretOf(entry, world);
  return name === null ? [] : [name];
}

/** Name of the field that comes in. The bytecode names those of packets with several; the specification names all. */
function fieldOf({ what, packet }: Entry, { program, services }: Declared): string {
  const dot = what.lastIndexOf(".");
  if (dot >= 0) return what.slice(dot + 1);
  const serviceClass = program.services[packet?.service ?? -1]?.serviceClass;
  const spec = services.find(({ classIdentifier }) => classIdentifier === serviceClass);
  const isMeant = ({ kind, identifier }: PacketSpec) =>
    kind === packet?.packet?.kind && identifier === packet.packet.code;
  return spec?.packets.find(isMeant)?.fields[0]?.name ?? what;
}

function secretOf(entry: Entry, world: Declared): string | null {
  const { what, packet } = entry;
  const { program, named } = world;
  if (packet === undefined) {
    if (what === PAIRING_CODE) return DEVICE_CODE;
    if (!what.startsWith(SETTINGS)) return null;
    const key = what.slice(SETTINGS.length);
    // Of a member of what a setting holds, its own name counts.
    const isCredential = isCredentialKey(key.slice(key.lastIndexOf(".") + 1));
    if (key === "?" || isCredential || named.has(what)) return what;
    // A policy may name a member of what a setting holds.
    return [...named].find((name) => name.startsWith(`${what}.`)) ?? null;
  }
  const service = program.services[packet.service ?? -1];
  const field = fieldOf(entry, world);
  if (packet.role === undefined && packet.kind === "packet") {
    // A command of a service that the program offers.
    const name = NETWORK[field];
    if (name !== undefined) return name;
    const isCommand = packet.packet?.kind === "command";
    return isCommand && isCredentialKey(field) ? `received.${service?.name ?? "?"}.${what}` : null;
  }
  if (service?.serviceClass === SETTINGS_CLASS) return "settings.?";
  if (service?.serviceClass === WIFI_CLASS) return what === "ssid" ? "wifi.ssid" : null;
  return null;
}
