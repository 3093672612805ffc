/** Makes a board forget everything that it was told, and proves that it has. */

import { SettingsStore } from "../../sim/device/settings-store.ts";
import { BoardContents, type KeptSetting, type Place } from "../flash/board-contents.ts";
import type { Port } from "../flash/port.ts";
import { ChipError, type Region, Session } from "../flash/session.ts";
import type { Wanted } from "../judge/search/hit.ts";
import { Scanner } from "../judge/search/scan.ts";
import { stopIfAborted } from "../user-error.ts";

export interface ForgetJob {
  /** Secrets that are looked for besides those that the board holds. */
  readonly known: readonly Wanted[];
  readonly baudRate?: number;
  readonly progress?: (part: string) => void;
  readonly signal?: AbortSignal;
}

export interface Forgotten {
  /** What was there. */
  readonly settings: readonly KeptSetting[];
  /** Names of the credentials that were looked for afterwards. */
  readonly lookedFor: readonly string[];
  /** Where they still are: in the program, or where tightlip does not erase. */
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
    const before = await BoardContents.read(session, job.progress);
    const credentials = before.secrets.filter(({ name }) => !KEPT.includes(name));
    const scanner = new Scanner([...credentials, ...job.known]);
    job.progress?.("erasing");
    state = 'the board may have forgotten some of it. Run "tightlip forget" again.';
    await bring(session, emptied(before));
    if (before.nvs !== null && scanner.scan(before.nvs.bytes).length > 0)
      await bring(session, { ...before.nvs, bytes: new Uint8Array(before.nvs.bytes.length).fill(0xff) });
    state = 'the board was made to forget, but this is not verified. Run "tightlip forget" again.';
    const after = await BoardContents.read(session, job.progress);
    const left = after.settings.filter(({ holds }) => holds !== "program");
    if (left.length > 0 || !sameExceptProgram(after))
      throw new ChipError(`${port.name}: the store is not empty after it was erased. Try again.`);
    await session.close();
    return {
      settings: before.settings.filter(({ holds }) => holds !== "program"),
      lookedFor: [...new Set([...credentials, ...job.known].map(({ name }) => name))].sort(),
      remains: after.find(scanner),
      searchedBytes: after.parts.reduce((sum, { bytes }) => sum + bytes.length, 0),
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
