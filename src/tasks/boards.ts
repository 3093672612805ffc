/** Task `boards`: finds the boards that firmware can be flashed to. */
import { EXIT_DONE } from "../exit-codes.ts";
import { type Board, findBoard, findBoards } from "../flash/boards.ts";

export interface BoardsRequest {
  /** Boards of the project around this folder are among them. */
  readonly folder: string;
  /** Default: all boards. */
  readonly id?: string;
}

export interface BoardsResult {
  readonly boards: readonly Board[];
  readonly exitCode: number;
}

/** Throws a UserError for an id that no board has, and for a board of the project that can't be. */
export function listBoards({ folder, id }: BoardsRequest): BoardsResult {
  const boards = findBoards(folder);
  return { boards: id === undefined ? boards : [findBoard(id, boards)], exitCode: EXIT_DONE };
}
