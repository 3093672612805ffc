/** Groups of leaks: one line that tells several secrets, or several observers, is one thing to mend, and shown as one. */
import { isLibraryFile } from "../../sim/tape/position.ts";
import type { Observer } from "../../sim/tape/tape.ts";
import { stepsOf } from "../judge/verdict/finding.ts";
import { unique } from "../unique.ts";
import type { ReportedFinding } from "./document.ts";

/** Never empty, in the order of the findings. */
export type LeakGroup = readonly ReportedFinding[];

/** Observers that learn the same of one secret. */
export interface Told {
  /** The leak to the first of them. */
  readonly leak: ReportedFinding;
  readonly observers: readonly Observer[];
  /** The other side; null where the group has one at most. */
  readonly peer: string | null;
}

/** In the order of their first leaks. Where the line is not known, each leak stands alone. */
export function groupLeaks(leaks: readonly ReportedFinding[]): LeakGroup[] {
  return grouped(leaks, (leak, index) => (leak.source === null ? index : placeOf(leak)));
}

/** Everything that a group tells, once. */
export function toldBy(group: LeakGroup): Told[] {
  const hasPeers = peersOf(group).length > 1;
  const alike = grouped(group, ({ secret, degree, bits, share, how, chain, atMicros, to }) => [
    ...[secret, degree, bits, share],
    ...[how, chain, atMicros, hasPeers ? to : null],
  ]);
  return alike.map((leaks) => ({
    leak: leaks[0],
    observers: unique(leaks.map(({ observer }) => observer)),
    peer: hasPeers ? leaks[0].to : null,
  }));
}

/** Other sides of a group: servers, services, or entries of flash. */
export function peersOf(group: LeakGroup): string[] {
  return unique(group.flatMap(({ to }) => to ?? []));
}

/** The same line and way there, the same occasion, and one command that shows them all again. */
function placeOf(leak: ReportedFinding): unknown {
  const { source, from, channel, replay, circumstances, known, before } = leak;
  const calls = source!.stack.filter(({ file }) => !isLibraryFile(file));
  return [
    source!.file,
    source!.line,
    calls,
    from,
    channel,
    replay,
    circumstances,
    stepsOf(leak),
    known,
    before,
  ];
}

/** Items with equal keys together, in the order in which they begin. */
export function grouped<Item>(
  items: readonly Item[],
  keyOf: (item: Item, index: number) => unknown,
): [Item, ...Item[]][] {
  const groups = new Map<string, [Item, ...Item[]]>();
  for (const [index, item] of items.entries()) {
    const key = JSON.stringify(keyOf(item, index));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}
