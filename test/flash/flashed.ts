/** An emulated board that was flashed, without the time that flashing takes. */
import { join } from "node:path";
import type { ChipName } from "../../sim/board/chips/chips.ts";
import { EmulatedBoard, type EmulatedBoardOptions } from "../../sim/board/emulated-board.ts";
import type { ChipFaults } from "../../sim/board/faults.ts";
import { withEntries } from "../../sim/device/device-config.ts";
import type { Image } from "../../sim/device/image.ts";
import { buildImage } from "../../src/compile/build.ts";
import { trimSpec } from "../../src/compile/spec.ts";
import { loadCompiler, loadVmModule } from "../../src/devicescript.ts";
import { findBoard, findBoards } from "../../src/flash/boards.ts";
import { EmulatedPort } from "../../src/flash/emulated-port.ts";
import { standInRuntime } from "../../src/flash/stand-in-runtime.ts";
import { storeOf } from "../../src/flash/store.ts";
import { nodeCrypto } from "../../src/world-crypto.ts";

const REPOSITORY = join(import.meta.dirname, "../..");
const BOARDS = findBoards(REPOSITORY);
const FLASH_BYTES = 4 * 1024 * 1024;
const SERVICES = loadCompiler().resolveConfig().services.map(trimSpec);

/** Of this repository. */
export function built(main: string): Image {
  return buildImage(join(REPOSITORY, main)).image;
}

/** Contents of the flash of such a board. */
export function flashed(
  image: Image,
  chip: ChipName,
  texts: Readonly<Record<string, string>> = {},
): Uint8Array {
  const board = findBoard(`${chip}_bare`, BOARDS);
  const part = (name: string) => board.partitions.find((partition) => partition.name === name)!;
  const flash = new Uint8Array(FLASH_BYTES).fill(0xff);
  const runtime = standInRuntime(board);
  flash.set(runtime, board.runtimeOffset);
  const dcfg = part("dcfg");
  flash.set(withEntries(flash.slice(dcfg.offset, dcfg.offset + dcfg.sizeBytes), texts), dcfg.offset);
  flash.set(storeOf(image, part("fstor").sizeBytes), part("fstor").offset);
  return flash;
}

/** A port with such a board at the other end, which lives as fast as it can. */
export function portTo(
  flash: Uint8Array,
  chip: ChipName,
  { faults, ...rest }: Partial<EmulatedBoardOptions> & { readonly faults?: ChipFaults } = {},
): EmulatedPort {
  let seed = 0;
  const application = new EmulatedBoard({
    vm: loadVmModule(),
    crypto: nodeCrypto,
    services: () => SERVICES,
    seed: () => ++seed,
    bootLoaderAt: findBoard(`${chip}_bare`, BOARDS).runtimeOffset,
    ...rest,
  });
  return new EmulatedPort({ chip, flash, application, faults, seed: rest.seed?.(), isFast: true });
}
