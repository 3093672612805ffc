/** `tightlip show`: opens an HTML report in the browser, or names it where there is none. */
import { inline } from "../report/printable.ts";
import { show } from "../tasks/show.ts";
import { obstacleToOpening } from "./browser.ts";
import { followTask } from "./follow-task.ts";

interface Options {
  /** Name the report only. */
  readonly print?: boolean;
}

export async function showCommand(file: string | undefined, { print = false }: Options): Promise<number> {
  const obstacle = print ? null : obstacleToOpening();
  const request = { file: file ?? null, open: !print && obstacle === null };
  const { path, failure, exitCode } = await followTask((context) => show(request, context));
  const reason = failure === null ? obstacle : `could be started (${failure})`;
  if (reason !== null) process.stderr.write(`No browser ${reason}. The report:\n`);
  process.stdout.write(request.open && failure === null ? `Opened: ${inline(path)}\n` : `${inline(path)}\n`);
  return exitCode;
}
