/**
 * A port by the name that the user gives it: a device, `rfc2217://HOST:PORT`, `sim:CHIP`, or `sim:CHIP=FILE` to keep
 * its flash in a file.
 */

import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { CHIP_NAMES, CHIPS, type ChipName } from "../../sim/board/chips/chips.ts";
import { EmulatedBoard } from "../../sim/board/emulated-board.ts";
import { trimSpec } from "../compile/spec.ts";
import { loadCompiler, loadVmModule } from "../devicescript.ts";
import { checkRawFile, writeRawFile } from "../raw-file.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { nodeCrypto } from "../world-crypto.ts";
import { lockBoard } from "./board-lock.ts";
import { DEFAULT_FLASH_BYTES } from "./boards.ts";
import { EmulatedPort } from "./emulated-port.ts";
import { isNetworkPort, NetworkPort } from "./network-port.ts";
import { type Port, PortError } from "./port.ts";
import { HardwarePort, listPorts, pickPort } from "./serial-port.ts";

export interface OpenedPort {
  readonly port: Port;
  /** Keeps what is to be kept; call it once, however the work ended. */
  release(): Promise<void>;
}

export interface OpenPortOptions {
  /** An emulated board lives as fast as it can be computed. */
  readonly isFast?: boolean;
}

const MAX_SEED = 2 ** 47;
const EMULATED = /^sim:(?<chip>[^=]*)(?:=(?<file>.+))?$/;

/** The file that keeps the flash of an emulated board; null for another port, and for a board that nothing keeps. */
export function emulatedFile(name: string | undefined): string | null {
  return EMULATED.exec(name ?? "")?.groups?.file ?? null;
}

/** Undefined: the one port that can be meant. Throws a UserError for none or more, and for a name that is none. */
export async function openPort(name: string | undefined, options: OpenPortOptions = {}): Promise<OpenedPort> {
  if (name === undefined) {
    const { path, info } = pickPort(await listPorts());
    return { port: new HardwarePort(path, info), release: async () => {} };
  }
  if (isNetworkPort(name)) return { port: new NetworkPort(name), release: async () => {} };
  const wanted = EMULATED.exec(name)?.groups;
  if (wanted === undefined) return { port: new HardwarePort(name), release: async () => {} };
  const chip = CHIP_NAMES.find((known) => known === wanted.chip);
  if (chip === undefined)
    throw new UserError(
      `--port ${name}: there is no such emulated chip. It can be: ${CHIP_NAMES.map((known) => `sim:${known}`).join(", ")}.`,
      EXIT_USAGE,
    );
  const { file } = wanted;
  if (file === undefined) {
    const flash = new Uint8Array(DEFAULT_FLASH_BYTES).fill(0xff);
    return { port: emulated(chip, flash, options), release: async () => {} };
  }
  await checkRawFile(file);
  const unlock = lockBoard(file);
  try {
    const flash = readFlash(file);
    const release = async () => {
      try {
        await writeRawFile(file, [flash]);
      } finally {
        unlock();
      }
    };
    return { port: emulated(chip, flash, options), release };
  } catch (error) {
    unlock();
    throw error;
  }
}

function emulated(chip: ChipName, flash: Uint8Array, { isFast }: OpenPortOptions): EmulatedPort {
  const application = new EmulatedBoard({
    vm: loadVmModule(),
    crypto: nodeCrypto,
    services: () => loadCompiler().resolveConfig().services.map(trimSpec),
    seed: () => randomInt(MAX_SEED),
    bootLoaderAt: CHIPS[chip].bootLoaderOffset,
  });
  return new EmulatedPort({ chip, flash, application, isFast });
}

function readFlash(file: string): Uint8Array {
  let flash: Uint8Array;
  try {
    flash = new Uint8Array(readFileSync(file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT")
      return new Uint8Array(DEFAULT_FLASH_BYTES).fill(0xff);
    throw new PortError(`${file}: can't be read.`, { cause: error });
  }
  if (flash.length === DEFAULT_FLASH_BYTES) return flash;
  throw new PortError(
    `${file}: is not the flash of an emulated chip, which has ${DEFAULT_FLASH_BYTES} bytes.`,
  );
}
