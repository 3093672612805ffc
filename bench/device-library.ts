/** Board costs of the device library: virtual time at the processor's speed, bytes of bytecode and flash. */

import { join } from "node:path";
import { ENTRY_BYTES, readEntries } from "../sim/device/flash-pages.ts";
import { toText } from "../sim/tape/bytes.ts";
import { buildImage } from "../src/compile/build.ts";
import { type Life, play } from "../src/subjects/play.ts";
import type { Row } from "./table.ts";

const BOARD = "esp32c3_bare";
const IDLE = file("idle.ts");

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
  ];
}

/** From the frame with the blob until the network is asked for; the try is counted, the blob kept, the count gone. */
function provisioningRows(): Row[] {
  const main = join(import.meta.dirname, "../test/firmware/devs/provisioned.ts");
  const life = play(main, { board: BOARD, workTakesTime: true, for: "20s" });
  const offered = life.events.find((e) => e.from === "phone" && e.kind === "command")!.atMicros;
  const [joined] = life.events.filter((e) => e.channel === "log" && toText(e.payload!).startsWith("> joins"));
  const [tries, blobs] = [written(life, ":p."), written(life, ":v.")];
  return [
    row("provisioning: from blob to joining", millis(joined.atMicros - offered), BOARD),
    row(
      "provisioning: flash a change",
      `${tries.sizeBytes + blobs.sizeBytes} B`,
      "without the network service's",
    ),
    row(
      "provisioning: writes of flash a change",
      `${tries.writes + blobs.writes}`,
      `${tries.writes} of the count of tries`,
    ),
    row(
      "provisioning: bytecode",
      `${sizeOf(main) - sizeOf(IDLE)} B`,
      "vault included, beyond an idle firmware",
    ),
  ];
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
