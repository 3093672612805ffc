/** `tightlip lab`: the lessons and the judge in a page of this machine's browser. */
import { inline } from "../report/printable.ts";
import { type LabItem, lab } from "../tasks/lab.ts";
import { obstacleToOpening } from "./browser.ts";
import { followTask } from "./follow-task.ts";

interface Options {
  readonly port?: number | null;
  readonly out?: string;
  /** False: name the address only. */
  readonly open: boolean;
}

export async function labCommand({ port = null, out, open }: Options): Promise<number> {
  const obstacle = obstacleToOpening();
  const request = { port, out: out ?? null, open: open && out === undefined && obstacle === null };
  const show = (item: LabItem) => print(item, open ? obstacle : null);
  return await followTask<number, LabItem>((context) => lab(request, context), show);
}

function print(item: LabItem, obstacle: string | null): void {
  if (item.kind === "written") {
    const megabytes = (item.bytes / 1e6).toFixed(1);
    process.stdout.write(`Wrote the lab, ${megabytes} MB: open ${inline(item.folder)}/index.html.\n`);
    return;
  }
  const reason = item.failure === null ? obstacle : `could be started (${item.failure})`;
  if (reason !== null) process.stderr.write(`No browser ${reason}. The lab's address:\n`);
  process.stdout.write(`${item.url}\n`);
}
