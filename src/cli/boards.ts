/** `tightlip boards`: which boards there are, and what is where on one of them. */
import { findBoard, findBoards } from "../flash/boards.ts";
import { boardJson, boardList, boardPage } from "../report/boards.ts";
import { printable } from "../report/printable.ts";

interface Options {
  readonly json?: true;
}

export function boardsCommand(id: string | undefined, { json }: Options): number {
  const boards = findBoards(process.cwd());
  const shown = id === undefined ? boards : [findBoard(id, boards)];
  if (json) {
    process.stdout.write(`${JSON.stringify({ schema: 1, boards: shown.map(boardJson) }, null, 2)}\n`);
  } else process.stdout.write(printable(id === undefined ? boardList(shown) : boardPage(shown[0])));
  return 0;
}
