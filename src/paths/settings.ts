/** Settings, as DeviceScript's library reads and writes them: what is in one is a secret by its key. */
import type { Callee } from "./arguments.ts";
import type { Boundary } from "./boundary.ts";
import type { Graph } from "./graph.ts";
import type { ProgramFunction } from "./program.ts";
import type { Runtime } from "./runtime.ts";
import type { Call, Thing } from "./things.ts";

/** Functions of DeviceScript's library that read a setting and write one. */
export interface SettingFunctions {
  isReader(fn: ProgramFunction): boolean;
  isWriter(fn: ProgramFunction): boolean;
}

/** What a setting holds, or the value for want of one. */
export function readSetting(runtime: Runtime, boundary: Boundary, { args, result, site }: Callee): void {
  const { graph, heap } = runtime;
  graph.add(result, runtime.text());
  graph.add(result, runtime.number);
  if (args[1] !== undefined) graph.copy(args[1], result, site);
  const named = new Set<string>();
  const parsed = (setting?: string) =>
    graph.add(
      result,
      heap.make(`setting ${site} ${setting}`, {
        kind: "parsed",
        ...(setting !== undefined && { setting }),
        site,
      }),
    );
  if (args[0] === undefined) {
    parsed();
    boundary.source("settings.?", result, site);
  } else
    graph.each(args[0], ({ text }) => {
      parsed(text);
      const what = `settings.${text ?? "?"}`;
      if (!named.has(what)) boundary.source(what, result, site);
      named.add(what);
    });
}

/** What is kept as a credential is one, wherever the program has it from. */
export function writeSetting(
  boundary: Boundary,
  graph: Graph<Thing>,
  { slots }: Call,
  { args, site }: Callee,
): void {
  const [key, value] = [args[0], slots[1]];
  if (key === undefined || value === undefined) return;
  graph.each(key, ({ text }) => {
    if (text !== undefined) boundary.source(`settings.${text}`, value, site);
  });
}
