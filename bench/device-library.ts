/** Board costs of the device library: virtual time at the processor's speed, bytes of bytecode and flash. */

import { join } from "node:path";
import { decodeFrame, GET_REGISTER } from "../sim/bus/frame.ts";
import { ENTRY_BYTES, readEntries } from "../sim/device/flash-pages.ts";
import { SEALED_STATE } from "../sim/pairing/phone.ts";
import { OFFER_BYTES, OFFER_VERSION, readState } from "../sim/sealed/sealed-offer.ts";
import { fromHex, toText } from "../sim/tape/bytes.ts";
import { buildImage } from "../src/compile/build.ts";
import { type Life, play } from "../src/subjects/play.ts";
import type { Row } from "./table.ts";

const BOARD = "esp32c3_bare";
const IDLE = file("idle.ts");
const SERVICE = "sealedProvisioning";
/** Command of that service, and the status of its report. */
const OFFER = 0x80;
const REFUSED = 5;
/** As many as `field.ts` makes. */
const PRODUCTS = 32;

export function deviceLibraryRows(): Row[] {
  const life = play(file("vault.ts"), { board: BOARD, workTakesTime: true, for: "10s" });
  const [ready, ...stored] = timesOf(life, ["ready", "stored"]);
  const [loaded] = timesOf(life, ["loaded"]);
  const kept = written(life, ":v.");
  return [
    row("vault: store a secret", millis((stored[2] - ready) / 3), `${BOARD}, mean of 3`),
    row("vault: load a secret", millis(loaded - stored[2]), BOARD),
    row("vault: flash a change", `${kept.sizeBytes / 3} B`, "mean of 3"),
    row("vault: writes of flash a change", `${kept.writes / 3}`, `${kept.writes} for 3 changes`),
    row("vault: bytecode", `${sizeOf(file("vault.ts")) - sizeOf(IDLE)} B`, "beyond an idle firmware"),
    ...provisioningRows(),
    fieldRow(),
  ];
}

/** From the frame with the blob until the network is asked for; the blob is kept in between. */
function provisioningRows(): Row[] {
  const main = join(import.meta.dirname, "../test/firmware/devs/provisioned.ts");
  const life = play(main, { board: BOARD, workTakesTime: true, for: "20s" });
  const offered = life.events.find((e) => e.from === "phone" && e.sizeBytes > OFFER_BYTES)!.atMicros;
  const [joined] = life.events.filter((e) => e.channel === "log" && toText(e.payload!).startsWith("> joins"));
  const blobs = written(life, ":v.");
  return [
    row("provisioning: from blob to joining", millis(joined.atMicros - offered), BOARD),
    row("provisioning: from a forged blob to its refusal", millis(refusalMicros(life)), BOARD),
    row("provisioning: flash a change", `${blobs.sizeBytes} B`, "without the network service's"),
    row("provisioning: writes of flash a change", `${blobs.writes}`, "a refused blob writes nothing"),
    row(
      "provisioning: bytecode",
      `${sizeOf(main) - sizeOf(IDLE)} B`,
      "vault included, beyond an idle firmware",
    ),
  ];
}

/** A blob whose head is right and whose tag is not: the most that a stranger can make the board do. */
function refusalMicros(life: Life): number {
  const { phone } = life.world;
  phone.ask(SERVICE, "state");
  life.continue("1s");
  const reports = () => life.events.filter((e) => e.from === "device" && e.kind === "report");
  const packets = reports().flatMap((e) => decodeFrame(e.payload!)!.packets);
  const state = packets.findLast(({ command }) => command === (GET_REGISTER | SEALED_STATE))!.data;
  const head = [OFFER_VERSION, ...fromHex(life.world.device.deviceId), ...readState(state)!.challenge];
  const forged = Uint8Array.from({ length: OFFER_BYTES }, (_, at) => head[at] ?? 1);
  const before = reports().length;
  phone.call(SERVICE, "offer", [forged]);
  life.continue("1s");
  const asked = life.events.findLast((e) => e.from === "phone" && e.sizeBytes > OFFER_BYTES)!.atMicros;
  const [refused] = reports()
    .slice(before)
    .filter((e) =>
      decodeFrame(e.payload!)!.packets.some(({ command, data }) => command === OFFER && data[0] === REFUSED),
    );
  return refused.atMicros - asked;
}

/** Operations that SPAKE2+ (RFC 9383) would be made of: docs/device-library.md says how many of them. */
function fieldRow(): Row {
  const life = play(file("field.ts"), { board: BOARD, workTakesTime: true, for: "10s" });
  const [waits, multiplies, done] = timesOf(life, ["waits", "multiplies", "done"]);
  const micros = (done - multiplies - (multiplies - waits)) / PRODUCTS;
  return row("P-256 in the VM: a product in its field", `${(micros / 1_000).toFixed(1)} ms virtual`, BOARD);
}

/** Writes to the settings store under keys with this prefix: number and bytes, directory entries included. */
function written(life: Life, prefix: string): { writes: number; sizeBytes: number } {
  const entries = readEntries(life.world.device.flash).filter(({ key }) => key.startsWith(prefix));
  // Nothing takes up as much as eight bytes.
  const sizes = entries.map(({ value }) => ENTRY_BYTES + Math.max(1, Math.ceil(value.length / 8)) * 8);
  return { writes: entries.length, sizeBytes: sizes.reduce((sum, size) => sum + size, 0) };
}

/** Times at which these lines were printed, microseconds. */
function timesOf(life: Life, lines: readonly string[]): number[] {
  return life.events
    .filter((e) => e.channel === "log" && lines.includes(toText(e.payload!).slice("> ".length)))
    .map((e) => e.atMicros);
}

function row(what: string, figure: string, raw: string): Row {
  return { what, figure, target: "-", raw };
}

function millis(micros: number): string {
  return `${Math.round(micros / 1_000)} ms virtual`;
}

function sizeOf(main: string): number {
  return buildImage(main).image.bytecode.length;
}

function file(name: string): string {
  return join(import.meta.dirname, "firmware", name);
}
