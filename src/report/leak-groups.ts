/** Groups of leaks: one line that tells several secrets, or several observers, is one thing to mend, and shown as one. */
import type { ReportedFinding } from "./document.ts";

/** Never empty, in the order of the findings. */
export type LeakGroup = readonly ReportedFinding[];

/** In the order of their first leaks. Where the line is not known, each leak stands alone. */
export function groupLeaks(leaks: readonly ReportedFinding[]): LeakGroup[] {
  const groups = new Map<string, ReportedFinding[]>();
  for (const [index, leak] of leaks.entries()) {
    const key = leak.source === null ? String(index) : keyOf(leak);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [leak]);
    else group.push(leak);
  }
  return [...groups.values()];
}

/** The same line, the same peer, and one command that shows them all again. */
function keyOf({ source, from, to, channel, replay, circumstances, known }: ReportedFinding): string {
  const place = [source!.file, source!.line, from, to, channel];
  return JSON.stringify([place, replay, circumstances, known]);
}
