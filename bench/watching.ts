/**
 * Cost of watching the interpreter, kind by kind: processor time of a run with it over one without.
 *
 * The loader of these scripts makes a call of each access to an import, so hooks cost more here than when built.
 */

import { pathToFileURL } from "node:url";
import type { Watch } from "../sim/device/inside/observations.ts";
import { kettle, worldOf } from "./firmware.ts";
import { formatTable, median, millis, type Row } from "./table.ts";

const VIRTUAL_MICROS = 60e6;
const ROUNDS = 25;
const KINDS: readonly (readonly [what: string, watch: Watch, target: string])[] = [
  ["nothing, again", {}, "1.00x"],
  ["branches", { branches: true }, "<= 1.05x"],
  ["branches and statements", { branches: true, statements: true }, "-"],
  ["comparisons", { comparisons: true }, "-"],
  ["lookups", { lookups: true }, "-"],
  ["searches", { searches: true }, "-"],
  ["uses", { uses: true }, "-"],
  [
    "everything",
    { branches: true, statements: true, comparisons: true, lookups: true, searches: true, uses: true },
    "-",
  ],
];

export function watchingRows(): Row[] {
  const image = kettle();
  const run = (watch: Watch) => {
    const world = worldOf(image, 1, watch);
    const before = process.cpuUsage();
    world.powerOn();
    world.runUntil(VIRTUAL_MICROS);
    const { user, system } = process.cpuUsage(before);
    world.release();
    return (user + system) / 1_000;
  };
  for (const [, watch] of KINDS) run(watch);
  // Taken in turn, so that whatever else the machine does hits all alike.
  const rounds = Array.from({ length: ROUNDS }, () => {
    const plain = run({});
    return { plain, times: KINDS.map(([, watch]) => run(watch)) };
  });
  const plain = median(rounds.map((round) => round.plain));
  return KINDS.map(([what, , target], kind) => {
    const time = median(rounds.map(({ times }) => times[kind]!));
    return {
      what: `watching ${what}, kettle, ${VIRTUAL_MICROS / 1e6} virtual s`,
      figure: `${(time / plain).toFixed(2)}x`,
      target,
      raw: `${millis(time)} against ${millis(plain)} of processor time`,
    };
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) console.log(formatTable(watchingRows()));
