/** Processor time of the command where it has nothing to do but to start, over that of Node. */

import { join } from "node:path";
import { childTime } from "./child-time.ts";
import { median, millis, type Row } from "./table.ts";

const COMMAND = join(import.meta.dirname, "../dist/src/cli/start.js");
const ROUNDS = 11;

export function startRows(): Row[] {
  const commands = { node: ["-e", "0"], "--version": [COMMAND, "--version"], "--help": [COMMAND, "--help"] };
  // Taken in turn, so that whatever else the machine does hits all alike.
  const rounds = Array.from({ length: ROUNDS }, () =>
    Object.entries(commands).map(
      ([name, args]) => [name, childTime(process.execPath, args).processorMillis] as const,
    ),
  );
  const time = (name: string) => median(rounds.map((round) => new Map(round).get(name)!));
  const node = time("node");
  return ["--version", "--help"].map((name) => ({
    what: `start of tightlip ${name}`,
    figure: `${(time(name) / node).toFixed(1)}x`,
    target: "<= 2x",
    raw: `${millis(time(name))} against ${millis(node)} of node -e 0, processor time`,
  }));
}
