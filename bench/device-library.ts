/** What the device library costs on a board: virtual time with the processor's speed, bytes of bytecode and flash. */

import { join } from "node:path";
import { toText } from "../sim/bytes.ts";
import { readEntries } from "../sim/flash.ts";
import { buildImage } from "../src/build/build.ts";
import { type Life, play } from "../src/project/play.ts";
import type { Row } from "./table.ts";

const BOARD = "esp32c3_bare";
const IDLE = file("idle.ts");

export function deviceLibraryRows(): Row[] {
  const life = play(file("vault.ts"), { board: BOARD, workTakesTime: true, for: "10s" });
  const [ready, ...stored] = timesOf(life, ["ready", "stored"]);
  const [loaded] = timesOf(life, ["loaded"]);
  const blobs = readEntries(life.world.device.flash).filter(({ key }) => key.startsWith(":v."));
  const directoryEntryBytes = 24;
  const changeBytes = directoryEntryBytes + ((blobs[0].value.length + 7) & ~7);
  return [
    row("vault: store a secret", millis((stored[2] - ready) / 3), `${BOARD}, mean of 3`),
    row("vault: load a secret", millis(loaded - stored[2]), BOARD),
    row("vault: flash a change", `${changeBytes} B`, `${blobs.length} writes for 3 changes`),
    row("vault: bytecode", `${sizeOf(file("vault.ts")) - sizeOf(IDLE)} B`, "beyond an idle firmware"),
    provisioningRow(),
  ];
}

/** From the frame with the blob until the network is asked for. */
function provisioningRow(): Row {
  const main = join(import.meta.dirname, "../test/firmware/devs/provisioned.ts");
  const life = play(main, { board: BOARD, workTakesTime: true, for: "20s" });
  const offered = life.events.find((e) => e.from === "phone" && e.kind === "command")!.atMicros;
  const [joined] = life.events.filter((e) => e.channel === "log" && toText(e.payload!).startsWith("> joins"));
  return row(
    "provisioning: from blob to joining",
    millis(joined.atMicros - offered),
    `${BOARD}, ${sizeOf(main) - sizeOf(IDLE)} B of bytecode`,
  );
}

/** When these lines were printed, microseconds. */
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
