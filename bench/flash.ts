/** Share of a serial line's rate that flashing uses. The line is emulated, and as slow as a real one. */

import { join } from "node:path";
import { Random } from "../sim/engine/random.ts";
import { findBoard, findBoards } from "../src/flash/boards.ts";
import { EmulatedPort } from "../src/flash/emulated-port.ts";
import { flashBoard } from "../src/flash/flash-board.ts";
import { runtimeFrom } from "../src/flash/runtime.ts";
import { DEFAULT_BAUD, Session } from "../src/flash/session.ts";
import { standInRuntime } from "../src/flash/stand-in-runtime.ts";
import type { Row } from "./table.ts";

const KIBIBYTE = 1024;
const FLASH_BYTES = 4 * KIBIBYTE * KIBIBYTE;
const STORE_BYTES = 256 * KIBIBYTE;
/** A published runtime has about this much. */
const RUNTIME_BYTES = 1_200 * KIBIBYTE;
/** Eight bits of a byte travel in ten. */
const LINE_BYTES_PER_SECOND = DEFAULT_BAUD / 10;

const board = findBoard("esp32c3_bare", findBoards(join(import.meta.dirname, "..")));

export async function flashRows(): Promise<Row[]> {
  return [await rateRow(), ...(await wholeRows())];
}

/** Bytes that do not compress, so that as many travel as are written. */
async function rateRow(): Promise<Row> {
  const flash = new Uint8Array(FLASH_BYTES).fill(0xff);
  const session = await Session.open(new EmulatedPort({ chip: "esp32c3", flash, isTimed: true }));
  const bytes = Random.stream(1, "bench/flash").bytes(512 * KIBIBYTE);
  const started = performance.now();
  let writtenAt = started;
  await session.write({ name: "noise", offset: 0x10000, bytes }, (share) => {
    if (share === 1) writtenAt = performance.now();
  });
  const seconds = (writtenAt - started) / 1000;
  await session.close();
  const rate = bytes.length / seconds;
  return {
    what: `flashing, of the line's rate at ${DEFAULT_BAUD} baud`,
    figure: `${((100 * rate) / LINE_BYTES_PER_SECOND).toFixed(0)} %`,
    target: ">= 90 %",
    raw: `${(bytes.length / KIBIBYTE).toFixed(0)} KiB of noise in ${seconds.toFixed(2)} s`,
  };
}

async function wholeRows(): Promise<Row[]> {
  const flash = new Uint8Array(FLASH_BYTES).fill(0xff);
  const port = new EmulatedPort({ chip: "esp32c3", flash, isTimed: true });
  const store = new Uint8Array(STORE_BYTES).fill(0xff);
  store.set(Random.stream(1, "bench/store").bytes(20 * KIBIBYTE));
  const runtime = runtimeFrom(
    standInRuntime(board, Random.stream(1, "bench/runtime").bytes(RUNTIME_BYTES)),
    "stand-in",
    board,
  );
  const whole = () =>
    flashBoard(port, {
      board,
      runtime,
      store,
      newTexts: () => ({ "tightlip.key": "a key" }),
      gate: ["tightlip.gate", "keeps"],
      erase: false,
    });
  const first = await whole();
  const second = await whole();
  const row = (what: string, target: string, { millis, writtenBytes }: typeof first): Row => ({
    what,
    figure: `${(millis / 1000).toFixed(1)} s`,
    target,
    raw: `${(writtenBytes / KIBIBYTE).toFixed(0)} KiB written`,
  });
  return [row("flashing a new board", "-", first), row("flashing it again, unchanged", "< 2 s", second)];
}
