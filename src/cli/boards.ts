/** `tightlip boards`: lists boards, or shows the pins and flash of one. */
import { boardJson, boardList, boardPage } from "../report/boards.ts";
import { printable } from "../report/printable.ts";
import { listBoards } from "../tasks/boards.ts";
import { printJson } from "./print-json.ts";

interface Options {
  readonly json?: true;
}

export function boardsCommand(id: string | undefined, { json }: Options): number {
  const { boards, exitCode } = listBoards({ folder: process.cwd(), id });
  if (json) printJson({ boards: boards.map(boardJson), exitCode });
  else process.stdout.write(printable(id === undefined ? boardList(boards) : boardPage(boards[0])));
  return exitCode;
}
