/** Makes a board forget everything that it was told, and proves that it has. */

import { SettingsStore } from "../../sim/device/settings-store.ts";
import { BoardContents, type KeptSetting, type Place } from "../flash/board-contents.ts";
import type { Port } from "../flash/port.ts";
import { ChipError, type Region, Session } from "../flash/session.ts";
import { credentialsIn, ERASED, readWritten } from "../flash/written-flash.ts";
import type { Wanted } from "../judge/search/hit.ts";
import { withDerived } from "../judge/search/known-derivation.ts";
import { Scanner } from "../judge/search/scan.ts";
import { stopIfAborted } from "../user-error.ts";
import { nodeCrypto } from "../world-crypto.ts";

export interface ForgetJob {
  /** Secrets that are looked for besides those that the board holds. */
  readonly known: readonly Wanted[];
  readonly baudRate?: number;
  readonly progress?: (part: string) => void;
  readonly signal?: AbortSignal;
}

export interface Forgotten {
  /** Settings that were on the board before. */
  readonly settings: readonly KeptSetting[];
  /** Places of credentials that were erased besides the settings: remains of other firmware. */
  readonly erasedRemains: readonly Place[];
  /** Bytes that were erased there, whatever they were. */
  readonly erasedBytes: number;
  /** Names of the credentials that were looked for afterwards. */
  readonly lookedFor: readonly string[];
  /** Places where credentials remain: in the program, or where tightlip does not erase. */
  readonly remains: readonly Place[];
  /** Bytes that were read back and searched. */
  readonly searchedBytes: number;
}

/** Secrets that a board is made with, and keeps. */
const KEPT = ["device.key", "pairing.code"];

/**
 * Erases all settings, the network service's included, and what they left behind; the program stays. Then everything
 * is read back. Throws a ChipError unless nothing but the program is there.
 */
export async function forgetAll(port: Port, job: ForgetJob): Promise<Forgotten> {
  let state = "nothing was changed on the board.";
  let session: Session | null = null;
  try {
    session = await Session.open(port, job);
    const before = await contentsOf(session, job.progress);
    const progress = job.progress ?? (() => {});
    const written = await readWritten(session, progress);
    const credentials = [...before.secrets, ...credentialsIn(written)].filter(
      ({ name }) => !KEPT.includes(name),
    );
    const scanner = new Scanner(withDerived([...credentials, ...job.known], nodeCrypto));
    const beside = before.beside.flatMap(({ offset, sizeBytes }) => within(written, offset, sizeBytes));
    job.progress?.("erasing");
    state = 'the board may have forgotten some of it. Run "tightlip forget" again.';
    await bring(session, emptied(before));
    for (const region of beside) await bring(session, erased(region));
    state = 'the board was made to forget, but this is not verified. Run "tightlip forget" again.';
    const after = await contentsOf(session, job.progress);
    const left = after.settings.filter(({ holds }) => holds !== "program");
    if (left.length > 0 || !sameExceptProgram(after))
      throw new ChipError(`${port.name}: the store is not empty after it was erased. Try again.`);
    const read = await readWritten(session, progress);
    await session.close();
    return {
      settings: before.settings.filter(({ holds }) => holds !== "program"),
      erasedRemains: before.find(scanner, beside),
      erasedBytes: beside.reduce((sum, { bytes }) => sum + bytes.filter((byte) => byte !== ERASED).length, 0),
      lookedFor: [...new Set([...credentials, ...job.known].map(({ name }) => name))].sort(),
      remains: after.find(scanner, read),
      searchedBytes: session.flashBytes,
    };
  } catch (error) {
    await session?.abandon();
    stopIfAborted(job.signal, `${port.name}: ${state}`);
    throw error;
  }
}

async function bring(session: Session, region: Region): Promise<void> {
  if (!(await session.holds(region))) await session.write(region);
}

/** Throws a ChipError for a board of other firmware. */
async function contentsOf(session: Session, progress?: (part: string) => void): Promise<BoardContents> {
  const contents = await BoardContents.read(session, progress);
  if (contents !== null) return contents;
  throw new ChipError(
    'The board has no partitions of DeviceScript\'s runtime: nothing of it was flashed, or something else. "tightlip dump" looks into it; "tightlip flash --erase" erases all of it.',
  );
}

/** Those parts of what is written that lie in a stretch of the flash. */
function within(written: readonly Region[], offset: number, sizeBytes: number): Region[] {
  return written.flatMap((region) => {
    const start = Math.max(offset, region.offset);
    const end = Math.min(offset + sizeBytes, region.offset + region.bytes.length);
    const bytes = region.bytes.subarray(start - region.offset, end - region.offset);
    return start < end ? [{ name: "remains", offset: start, bytes }] : [];
  });
}

function erased({ bytes, ...region }: Region): Region {
  return { ...region, bytes: new Uint8Array(bytes.length).fill(ERASED) };
}

/** The store with the program, and nothing else. */
function emptied({ store, program }: BoardContents): Region {
  const bytes = new Uint8Array(store.bytes.length).fill(0xff);
  const fresh = new SettingsStore(bytes);
  if (program !== null) fresh.set("*prog", program);
  return { ...store, bytes };
}

/** Read back as it was to be, to the byte. */
function sameExceptProgram(after: BoardContents): boolean {
  return Buffer.from(after.store.bytes).equals(emptied(after).bytes);
}
