/**
 * Board check of a built image. Images are the same for all chips, but a firmware may name the pins
 * of one board, and the program must fit into the part of the board's flash where programs and
 * settings are kept.
 */

import type { Identity } from "../../sim/device/identity.ts";
import type { DebugInfo } from "../../sim/device/image.ts";
import { closest } from "../closest.ts";
import type { ArchConfig, BoardConfig, ResolvedConfig } from "../compiler.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { BuildFailed } from "./build-failed.ts";
import type { Diagnostic } from "./diagnostics.ts";

/** A board that an image may be for, and what firmware can read about it. */
export interface TargetBoard extends Identity {
  /** The largest program that the board can store, bytes; null if that is not known. */
  readonly programSpace: number | null;
}

export interface BoardDemands {
  /** The firmware's entry, relative to the project root. */
  readonly main: string;
  readonly bytecode: Uint8Array;
  readonly debug: DebugInfo;
  readonly boards: readonly TargetBoard[];
}

/** Firmware finds itself on this board where no other is asked for. */
export const DEFAULT_BOARD = "esp32c3_bare";
const DEFAULT_PAGE_SIZE = 4096;
/** Of the store's pages one in so many, twice, is for small entries (`jd_fstor_init` in jacdac-c's fstor.c). */
const PAGES_PER_INDEX_PAGE = 16;
/** The store's allocator never gives out the last page (`find_free_data` there). */
const UNUSED_PAGES = 1;
/** An import of a board's pins: `import { pins } from "@dsboard/pico_w"`. */
const BOARD_IMPORT = /^[ \t]*(?:import\b|\})[^;"'\n]*["']@dsboard\/(?<id>\w+)["']/gm;

/** The board whose pins the project's own files import; null for none, and for several. */
export function importedBoard({ sources }: DebugInfo): string | null {
  const imported = sources
    .filter(({ path }) => !path.includes("node_modules/"))
    .flatMap(({ text = "" }) => [...text.matchAll(BOARD_IMPORT)].map(({ groups }) => groups!.id));
  const [board, ...others] = new Set(imported);
  return others.length > 0 ? null : (board ?? null);
}

export function targetBoards({ boards, archs }: ResolvedConfig): TargetBoard[] {
  return Object.entries(boards).map(([boardId, board]) => ({
    boardId,
    archId: board.archId ?? "",
    name: board.devName ?? boardId,
    productId: Number(board.productId ?? 0),
    programSpace: programSpace(board, archs[board.archId ?? ""]),
  }));
}

/**
 * The board of that name. Throws {@link UnknownBoard} if there is none, {@link BuildFailed} for a firmware that is
 * not for it.
 */
export function boardFor(board: string, { main, bytecode, debug, boards }: BoardDemands): TargetBoard {
  const target = boards.find(({ boardId }) => boardId === board);
  if (!target) throw unknownBoard(board, boards);

  const problems = otherBoards(debug, board);
  if (target.programSpace !== null && bytecode.length > target.programSpace)
    problems.push(
      problem(
        { file: main, line: 1, column: 1 },
        `the program has ${bytecode.length} bytes, but board "${board}" stores at most ${target.programSpace}`,
        "large constants such as images and tables take most space; bytecode-sizes.md lists functions.",
      ),
    );
  if (problems.length > 0) throw new BuildFailed(main, problems);
  return target;
}

function programSpace(board: BoardConfig, arch: ArchConfig | undefined): number | null {
  const pages = board.fstorPages ?? arch?.fstorPages;
  if (pages === undefined) return null;
  const pageSize = board.flashPageSize ?? arch?.flashPageSize ?? DEFAULT_PAGE_SIZE;
  return (pages - 2 * Math.floor(pages / PAGES_PER_INDEX_PAGE) - UNUSED_PAGES) * pageSize;
}

/** Imports of other boards' pins in the project's own files; libraries have drivers for many boards. */
function otherBoards({ sources }: DebugInfo, board: string): Diagnostic[] {
  return sources
    .filter(({ path }) => !path.includes("node_modules/"))
    .flatMap(({ path, text = "" }) =>
      [...text.matchAll(BOARD_IMPORT)]
        .filter(({ groups }) => groups!.id !== board)
        .map(({ index, groups }) =>
          problem(
            { file: path, ...positionOf(text, index) },
            `the pins of board "${groups!.id}" are used, but the firmware is to be for "${board}"`,
            `import "@dsboard/${board}" here, or ask for --board ${groups!.id}.`,
          ),
        ),
    );
}

function problem(
  place: Pick<Diagnostic, "file" | "line" | "column">,
  message: string,
  hint: string,
): Diagnostic {
  return { severity: "error", code: "board", ...place, message, frame: null, hint };
}

/** 1-based. */
function positionOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

/** There is no board of the name that was asked for. */
export class UnknownBoard extends UserError {}

function unknownBoard(board: string, boards: readonly TargetBoard[]): UnknownBoard {
  const ids = boards.map(({ boardId }) => boardId);
  const guess = closest(board, ids);
  return new UnknownBoard(
    `unknown board "${board}". ${guess ? `Did you mean "${guess}"? ` : ""}Boards are: ${ids.join(", ")}.`,
    EXIT_USAGE,
  );
}
