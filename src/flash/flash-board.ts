/** Brings a board's flash into a wanted state: what differs is written, everything is verified. */

import { textIn, withEntries } from "../../sim/device/device-config.ts";
import { stopIfAborted } from "../user-error.ts";
import type { Board } from "./boards.ts";
import { hex, type Partition } from "./partitions.ts";
import { type Port, PortError, PortLost } from "./port.ts";
import type { Runtime } from "./runtime.ts";
import { ChipError, LineError, type Region, ROM_BAUD, Session } from "./session.ts";

export interface FlashJob {
  readonly board: Board;
  /** Null: the one on the board, and its configuration, stay. */
  readonly runtime: Runtime | null;
  /** The whole partition of program and settings. */
  readonly store: Uint8Array;
  /** Texts for the device configuration of a board that has none of them yet. */
  readonly newTexts: () => Readonly<Record<string, string>>;
  /** Key and text in the device configuration that say how the firmware came to be on the board. */
  readonly gate: readonly [key: string, text: string];
  /** Erase everything first; the board gets a new identity. */
  readonly erase: boolean;
  readonly baudRate?: number;
  /** Told where the work is: the part, and how many of all bytes are done. */
  readonly progress?: (part: string, doneBytes: number, totalBytes: number) => void;
  /** Waits until a port that went away may be back; false to give up. */
  readonly waitForPort?: () => Promise<boolean>;
  /** Aborted, it makes flashing end at once with Interrupted; flashing again goes on from there. */
  readonly signal?: AbortSignal;
}

export interface FlashResult {
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
  /** Bytes in flash that were written and verified. */
  readonly writtenBytes: number;
  readonly millis: number;
  /** How often the port went away meanwhile. */
  readonly interruptions: number;
  /** Texts of the device configuration, by key; null when it was left alone. */
  readonly texts: Readonly<Record<string, string>> | null;
}

/** Bytes that are compared, written and verified at a time: what an interruption costs at most. */
const CHUNK_BYTES = 256 * 1024;
const MAX_INTERRUPTIONS = 20;
/** A line that is disturbed is tried again so often, the last time as slowly as can be. */
const MAX_DISTURBANCES = 2;

/** Throws a PortError or ChipError; never returns unless everything is on the board. */
export async function flashBoard(port: Port, job: FlashJob): Promise<FlashResult> {
  const started = Date.now();
  const state: State = { done: new Map(), erased: !job.erase, touched: false, texts: null };
  let interruptions = 0;
  let disturbances = 0;
  for (;;) {
    try {
      const isLast = disturbances === MAX_DISTURBANCES;
      await attempt(port, isLast ? { ...job, baudRate: ROM_BAUD } : job, state);
      const parts = [...state.done.values()];
      return {
        written: parts.filter(({ written }) => written).map(({ name }) => name),
        unchanged: parts.filter(({ written }) => !written).map(({ name }) => name),
        writtenBytes: parts.reduce((sum, { written, sizeBytes }) => sum + (written ? sizeBytes : 0), 0),
        millis: Date.now() - started,
        interruptions,
        texts: state.texts,
      };
    } catch (error) {
      stopIfAborted(job.signal, `${port.name}: ${leftAs(state, job)}`);
      if (error instanceof LineError && disturbances++ < MAX_DISTURBANCES) continue;
      // A port that comes back may at first refuse to be opened.
      const mayGoOn = error instanceof PortLost || (error instanceof PortError && interruptions > 0);
      const isBack = mayGoOn && interruptions < MAX_INTERRUPTIONS && (await job.waitForPort?.()) === true;
      stopIfAborted(job.signal, `${port.name}: ${leftAs(state, job)}`);
      if (!isBack) throw error;
      interruptions++;
    }
  }
}

/** What outlives an interruption. */
interface State {
  readonly done: Map<
    number,
    { readonly name: string; readonly written: boolean; readonly sizeBytes: number }
  >;
  erased: boolean;
  /** Erasing or writing has begun. */
  touched: boolean;
  texts: Readonly<Record<string, string>> | null;
}

function leftAs({ touched }: State, { erase }: FlashJob): string {
  if (!touched) return "nothing was changed on the board.";
  return `the board is flashed in part and may not start. Flash again${erase ? ", with --erase as before," : ""} to finish.`;
}

async function attempt(port: Port, job: FlashJob, state: State): Promise<void> {
  const session = await Session.open(port, { baudRate: job.baudRate, signal: job.signal });
  try {
    checkChip(port, session, job);
    if (!state.erased) {
      job.progress?.("erasing", 0, 0);
      state.touched = true;
      await session.eraseAll();
      state.erased = true;
    }
    const regions = await wanted(session, job, state);
    const total = regions.reduce((sum, { bytes }) => sum + bytes.length, 0);
    let before = 0;
    for (const region of regions) {
      await bring(session, region, state, (share) =>
        job.progress?.(region.name, Math.round(before + share * region.bytes.length), total),
      );
      before += region.bytes.length;
    }
    await session.close();
  } catch (error) {
    await session.abandon();
    throw error;
  }
}

function checkChip(port: Port, session: Session, { board }: FlashJob): void {
  if (session.chip !== board.chip)
    throw new ChipError(
      `${port.name}: has an ${session.chip}, but ${board.id} has an ${board.chip}. Name the right board with --board.`,
    );
  const end = Math.max(...board.partitions.map(({ offset, sizeBytes }) => offset + sizeBytes));
  if (end > session.flashBytes)
    throw new ChipError(
      `${port.name}: has ${session.flashBytes / 1024} KiB of flash; the layout of ${board.id} needs ${end / 1024}.`,
    );
}

/** Chunks in order of offset. */
async function wanted(session: Session, job: FlashJob, state: State): Promise<Region[]> {
  const { board, runtime, store } = job;
  const fstor = partition(board, "fstor");
  const regions: Region[] = [{ name: "program and settings", offset: fstor.offset, bytes: store }];
  if (runtime !== null) {
    const dcfg = partition(board, "dcfg");
    state.texts ??= await textsFor(session, dcfg, job);
    const config = new Uint8Array(dcfg.sizeBytes).fill(0xff);
    config.set(withEntries(runtime.dcfg, { ...state.texts, [job.gate[0]]: job.gate[1] }));
    const cut = dcfg.offset - board.runtimeOffset;
    regions.push(
      { name: "runtime", offset: board.runtimeOffset, bytes: runtime.bytes.subarray(0, cut) },
      { name: "device configuration", offset: dcfg.offset, bytes: config },
      {
        name: "runtime",
        offset: dcfg.offset + dcfg.sizeBytes,
        bytes: runtime.bytes.subarray(cut + dcfg.sizeBytes),
      },
    );
  }
  return regions.flatMap(chunks).sort((a, b) => a.offset - b.offset);
}

/** Those that the board was given before, so that what it sealed with its key stays readable; else new ones. */
async function textsFor(
  session: Session,
  { offset, sizeBytes }: Partition,
  job: FlashJob,
): Promise<Readonly<Record<string, string>>> {
  const texts = job.newTexts();
  const present = await session.read(offset, sizeBytes);
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, textIn(present, key) ?? text]));
}

async function bring(
  session: Session,
  region: Region,
  state: State,
  progress: (share: number) => void,
): Promise<void> {
  const { name, offset, bytes } = region;
  const place = `${name} at ${hex(offset)}`;
  if (await session.holds(region)) {
    // After an interruption, what was written before it counts as written.
    if (!state.done.has(offset))
      state.done.set(offset, { name: place, written: false, sizeBytes: bytes.length });
    progress(1);
    return;
  }
  state.touched = true;
  await session.write(region, progress);
  state.done.set(offset, { name: place, written: true, sizeBytes: bytes.length });
}

function chunks({ name, offset, bytes }: Region): Region[] {
  return Array.from({ length: Math.ceil(bytes.length / CHUNK_BYTES) }, (_, i) => ({
    name,
    offset: offset + i * CHUNK_BYTES,
    bytes: bytes.subarray(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES),
  }));
}

function partition(board: Board, name: string): Partition {
  return board.partitions.find((candidate) => candidate.name === name)!;
}
