/** The boards that firmware can be flashed to: DeviceScript's own and a project's, each with its flash layout. */

import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { CHIP_NAMES, CHIPS, type ChipName, isChipName } from "../../sim/board/chips/chips.ts";
import { KIND } from "../../sim/board/partition-table.ts";
import { closest } from "../closest.ts";
import { projectAbove } from "../compile/project.ts";
import type { ArchConfig, BoardConfig, ResolvedConfig } from "../compiler.ts";
import { loadCompiler } from "../devicescript.ts";
import { NotPlain, readPlainFile } from "../plain-file.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { hex, type Partition, parsePartitions } from "./partitions.ts";

export interface Board {
  readonly id: string;
  readonly name: string;
  readonly chip: ChipName;
  readonly productId: number;
  readonly description: string | null;
  /** Numbers of GPIO pins by the names that firmware uses, in order of number. */
  readonly pins: Readonly<Record<string, number>>;
  /** Uses of pins by the board itself, such as `led` or `log`, by number of the pin. */
  readonly taken: Readonly<Record<number, string>>;
  /** URL of the board's published runtime; null for a user's board without one. */
  readonly runtimeUrl: string | null;
  /** Flash offset of the runtime's start, bytes. */
  readonly runtimeOffset: number;
  readonly partitions: readonly Partition[];
  /** The file that defines it, as the user would name it; null for DeviceScript's own. */
  readonly file: string | null;
}

/** Flash of the stock boards, bytes. A board of the user's may say otherwise: `$flashBytes`. */
export const DEFAULT_FLASH_BYTES = 4 * 1024 * 1024;
/** Longest file of a board, and its deepest nesting. */
const MAX_FILE_BYTES = 2 ** 20;
const MAX_DEPTH = 64;
const BOARD_SUFFIX = ".board.json";
const MAX_GPIO = 48;
/** Partitions that the tool writes to, and so must be there. */
const NEEDED_PARTITIONS = ["dcfg", "factory", "fstor"];

/** Flash offset at which the runtime looks for the device configuration (platform.c). */
const CONFIG_AT = 0x9000;
/** Memory is mapped in pages of this size. */
const STORE_ALIGNMENT = 0x10000;
/** 128 pages of data (`JD_FSTOR_MAX_DATA_PAGES`), and two times nine of the 146 for entries. */
const MAX_STORE_BYTES = 146 * 4096;

const PinNumber = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_GPIO));
const FLASH_SIZES = [2, 4, 8, 16].map((megabytes) => megabytes * 1024 * 1024);
const BoardFile = v.looseObject({
  id: v.optional(v.string()),
  archId: v.picklist(CHIP_NAMES),
  devName: v.pipe(v.string(), v.nonEmpty()),
  productId: v.union([v.string(), v.number()]),
  pins: v.optional(v.record(v.string(), PinNumber)),
  $fwUrl: v.optional(v.pipe(v.string(), v.url())),
  $description: v.optional(v.string()),
  $flashBytes: v.optional(v.picklist(FLASH_SIZES)),
});

/**
 * All boards, DeviceScript's first, as seen from `folder`. Throws a UserError that names file and field for a board
 * of the project's that can't be.
 */
export function findBoards(folder: string): Board[] {
  const config = loadCompiler().resolveConfig();
  const stock = Object.entries(config.boards)
    .filter(([, board]) => isChipName(board.archId))
    .map(([id, board]) => boardFrom(id, board, null, stockPartitions()));
  const root = projectAbove(folder);
  const own = root === null ? [] : boardFiles(root).map((file) => readBoard(file, folder, config));
  return [...stock, ...own];
}

/** The board of that id. Throws a UserError if there is none. */
export function findBoard(id: string, boards: readonly Board[]): Board {
  const board = boards.find((candidate) => candidate.id === id);
  if (board !== undefined) return board;
  const ids = boards.map((candidate) => candidate.id);
  const guess = closest(id, ids);
  const hint = guess === null ? `Boards are: ${ids.join(", ")}.` : `Did you mean "${guess}"?`;
  throw new UserError(`There is no board "${id}". ${hint}`, EXIT_USAGE);
}

function boardFiles(root: string): string[] {
  const folder = join(root, "boards");
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(BOARD_SUFFIX))
      .sort()
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function readBoard(path: string, folder: string, { boards, archs }: ResolvedConfig): Board {
  const file = relative(folder, path);
  const complain = (field: string, message: string) =>
    new UserError(`${file}: ${field}${field && ": "}${message}.`, EXIT_USAGE);
  let data: unknown;
  const text = boardText(path, file);
  try {
    data = JSON.parse(text);
  } catch {
    // The parser's own words quote the file.
    throw complain("", "is not JSON");
  }
  if (depthOf(text) > MAX_DEPTH) throw complain("", "is nested deeper than any board's");
  const parsed = v.safeParse(BoardFile, data);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw complain(v.getDotPath(issue) ?? "", lowerFirst(issue.message));
  }
  const board = parsed.output;
  const id = basename(path, BOARD_SUFFIX);
  if (!/^\w+$/.test(id))
    throw complain("", "its name, which is the board's id, may have letters, digits and _");
  if (boards[id] !== undefined) throw complain("", `"${id}" is a board of DeviceScript's; take another name`);
  if (board.id !== undefined && board.id !== id) throw complain("id", `must be the file's name, "${id}"`);
  // Product identifiers are Jacdac numbers whose top four bits are 3.
  if (Number(board.productId) >>> 28 !== 3) throw complain("productId", "must start with 0x3");
  const [objection] = pinErrors(archs[board.archId]!, board as BoardConfig);
  if (objection !== undefined) throw complain("pins", objection);
  const flashBytes = board.$flashBytes ?? DEFAULT_FLASH_BYTES;
  const partitions = ownPartitions(path, folder, flashBytes) ?? stockPartitions();
  return boardFrom(id, board as BoardConfig, file, partitions);
}

/** Plain files of the project's alone: a link may lead to what is nobody else's business. */
function boardText(path: string, file: string): string {
  try {
    return readPlainFile(path, { maxBytes: MAX_FILE_BYTES, noLink: true }).toString("utf8");
  } catch (error) {
    if (error instanceof NotPlain) throw new UserError(`${file}: ${error.why}.`, EXIT_USAGE);
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === "ELOOP" ? "is a link, which is not followed" : `can't be read (${code ?? "unknown error"})`;
    throw new UserError(`${file}: ${why}.`, EXIT_USAGE);
  }
}

/** Most brackets that are open at once, those in texts included. */
function depthOf(text: string): number {
  let depth = 0;
  let most = 0;
  for (const sign of text) {
    if (sign === "{" || sign === "[") most = Math.max(most, ++depth);
    else if (sign === "}" || sign === "]") depth--;
  }
  return most;
}

function pinErrors(arch: ArchConfig, board: BoardConfig): readonly string[] {
  try {
    return loadCompiler().pinErrors(arch, board);
  } catch {
    // DeviceScript looks into fields of every kind, and takes their form for granted.
    return ["not every part of the board is as DeviceScript has it, such as a service that is no object"];
  }
}

function boardFrom(
  id: string,
  board: BoardConfig,
  file: string | null,
  partitions: readonly Partition[],
): Board {
  const raw = board as BoardConfig & Readonly<Record<string, unknown>>;
  const pins = (raw.pins ?? {}) as Record<string, number>;
  const chip = board.archId as ChipName;
  return {
    id,
    name: board.devName ?? id,
    chip,
    productId: Number(board.productId ?? 0),
    description: (raw.$description as string) ?? null,
    pins: Object.fromEntries(Object.entries(pins).sort((a, b) => a[1] - b[1])),
    taken: takenPins(raw, pins),
    runtimeUrl: (raw.$fwUrl as string) ?? null,
    runtimeOffset: CHIPS[chip].bootLoaderOffset,
    partitions,
    file,
  };
}

/** Fields that start with `pin`, at any depth, hold a pin's name or number: `log.pinTX`, `led.pin`. */
function takenPins(raw: object, names: Readonly<Record<string, number>>): Record<number, string> {
  const taken: Record<number, string> = {};
  const visit = (value: unknown, path: string) => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, part] of Object.entries(value)) {
      const pin = typeof part === "number" ? part : names[String(part)];
      const use = Array.isArray(value) ? path : [path, key].filter(Boolean).join(".");
      if (key.startsWith("pin") && key !== "pins" && pin !== undefined) taken[pin] = usage(value, path, key);
      else if (!["pins", "$pins", "$services"].includes(key)) visit(part, use);
    }
  };
  visit(raw, "");
  return taken;
}

/** `led`, `log TX`, or the name of the service that is on the pin. */
function usage(owner: object, path: string, key: string): string {
  const { service, name } = owner as { readonly service?: string; readonly name?: string };
  return [name ?? service ?? path, key.replace(/^pin/, "")].filter(Boolean).join(" ");
}

let stock: readonly Partition[] | undefined;

function stockPartitions(): readonly Partition[] {
  // Inside of dist/ the package's root lies three folders up.
  const up = import.meta.url.includes("/dist/src/") ? "../../../" : "../../";
  const path = fileURLToPath(new URL(`${up}boards/partitions.csv`, import.meta.url));
  stock ??= parsePartitions(readFileSync(path, "utf8"), "boards/partitions.csv", DEFAULT_FLASH_BYTES);
  return stock;
}

function ownPartitions(boardFile: string, folder: string, flashBytes: number): Partition[] | null {
  const path = boardFile.replace(BOARD_SUFFIX, ".partitions.csv");
  const file = relative(folder, path);
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return null;
  const csv = boardText(path, file);
  const partitions = parsePartitions(csv, file, flashBytes);
  const missing = NEEDED_PARTITIONS.find((name) => partitions.every((partition) => partition.name !== name));
  if (missing !== undefined)
    throw new UserError(`${file}: Name: there is no partition "${missing}".`, EXIT_USAGE);
  for (const partition of partitions) {
    const objection = runtimeObjection(partition);
    if (objection !== null) throw new UserError(`${file}: ${objection}.`, EXIT_USAGE);
  }
  return partitions;
}

/**
 * Objection to a partition that DeviceScript's runtime would not find or not take; null for none
 * (devicescript-esp32, main/flash.c).
 */
function runtimeObjection({ name, type, subtype, offset, sizeBytes }: Partition): string | null {
  if (name === "dcfg" && offset !== CONFIG_AT)
    return `Offset: "dcfg" must be at ${hex(CONFIG_AT)}, where the runtime looks for it`;
  if (name !== "fstor") return null;
  if (Number(type) !== KIND.store.type || Number(subtype) !== KIND.store.subtype)
    return `Type: the runtime knows "fstor" by type 0x8A and subtype 0x01`;
  if (offset % STORE_ALIGNMENT !== 0)
    return `Offset: "fstor" must start at a multiple of ${hex(STORE_ALIGNMENT)}`;
  return sizeBytes > MAX_STORE_BYTES
    ? `Size: "fstor" may have at most ${MAX_STORE_BYTES / 1024}K, which is what the runtime can keep track of`
    : null;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
