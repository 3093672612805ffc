/**
 * Paths of a program from secrets to whoever could learn them, in all code that could run, whether or not it ever did.
 */
import type { BakedLiteral, Image } from "../../sim/device/image.ts";
import { SourceMap } from "../../sim/device/source-map.ts";
import { isLibraryFile, type SourcePlace } from "../../sim/tape/position.ts";
import type { Observer } from "../../sim/tape/tape.ts";
import type { Exit } from "./boundary.ts";
import { CARRIES } from "./graph.ts";
import { Machine } from "./machine.ts";
import { type Program, type ProgramFunction, readProgram } from "./program.ts";
import { type Reached, reach } from "./reach.ts";
import { exitOf } from "./sinks.ts";
import { secretsOf } from "./sources.ts";

/** How a secret goes along a path. */
export type Carried =
  /** As it is, or computed from it. */
  | "value"
  /** Only its length, or the outcome of a comparison. */
  | "part"
  /** Only that the program goes one way and not another. */
  | "decision";

export interface Path {
  /** Name as the judge has it: `wifi.psk`, `settings.token`; `settings.?` is a setting whose name is not known. */
  readonly secret: string;
  readonly outlet: string;
  readonly observers: readonly Observer[];
  readonly carried: Carried;
  /** Reason why it is allowed, such as `platform/join`; null for an open path. */
  readonly release: string | null;
  /** From where the secret comes in to where it gets out, lines that follow on each other once. */
  readonly steps: readonly SourcePlace[];
}

/** A line that the analysis does not understand. */
export interface NotUnderstood {
  readonly what: string;
  readonly place: SourcePlace | null;
}

export interface PathsFound {
  /** Secrets that come into the program anywhere. */
  readonly secrets: readonly string[];
  readonly paths: readonly Path[];
  /** Where everything could get anywhere; without any of them, what was not found was not seen either. */
  readonly notUnderstood: readonly NotUnderstood[];
  /** Functions of the program, and those that could be called. */
  readonly functions: { readonly all: number; readonly reached: number };
  /** Addresses behind the statements that could run. */
  readonly couldRun: ReadonlySet<number>;
}

export interface PathOptions {
  /** Names of secrets, as a policy has them, beside those that are secrets by default. */
  readonly secrets?: readonly string[];
  /** Follow what conditions decide as well: more paths, many of which say little. Default: false. */
  readonly implicit?: boolean;
}

const CARRIED = new Map<number, Carried>([
  [CARRIES.data, "value"],
  [CARRIES.part, "part"],
  [CARRIES.control, "decision"],
]);

const SETTINGS_LIBRARY = "@devicescript/settings/";
const READ_SETTING = "readSetting";
const WRITE_SETTING = "writeSetting";

/** Finds the paths of an image's program. Throws {@link NotAnalysed} for one that can't be analysed as a whole. */
export function pathsOf(image: Image, { secrets = [], implicit = false }: PathOptions = {}): PathsFound {
  const program = readProgram(image);
  const map = new SourceMap(image.debug);
  const isOfSettings = (fn: ProgramFunction) =>
    map.place(fn.start + 1)?.file.includes(SETTINGS_LIBRARY) ?? false;
  const settings = {
    isReader: (fn: ProgramFunction) => fn.name === READ_SETTING && isOfSettings(fn),
    isWriter: (fn: ProgramFunction) => fn.name === WRITE_SETTING && isOfSettings(fn),
  };
  const machine = new Machine(program, settings, implicit);
  const declared = { program, services: image.services, named: new Set(secrets) };
  const bySecret = new Map<string, number[]>();
  const add = (secret: string, node: number) => {
    bySecret.set(secret, [...(bySecret.get(secret) ?? []), node]);
  };
  // What the library reads for itself comes out of it under the setting's key.
  const isOwn = (site: number) => map.place(site)?.file.includes(SETTINGS_LIBRARY) ?? false;
  for (const entry of machine.boundary.entries)
    if (entry.packet === undefined || !isOwn(entry.site))
      for (const secret of secretsOf(entry, declared)) add(secret, entry.node);
  for (const [secret, node] of bakedIn(image, program, machine)) add(secret, node);
  const reached = reach(machine, bySecret, implicit);
  const paths: Path[] = [];
  for (const [secret, found] of reached) paths.push(...pathsTo(secret, found, machine, map));
  // The image itself is in the flash.
  for (const { name, file, line } of bakedCredentials(image))
    paths.push({
      secret: name,
      outlet: "image",
      observers: ["flash"],
      carried: "value",
      release: null,
      steps: [{ file, line, functionName: "" }],
    });
  return {
    secrets: [...bySecret.keys()].sort(),
    paths: withoutRepeats(paths),
    notUnderstood: machine.boundary.gaps.map(({ site, what }) => ({ what, place: map.place(site) })),
    functions: { all: program.functions.length, reached: machine.reached.size },
    couldRun: machine.ran,
  };
}

function bakedCredentials(image: Image): BakedLiteral[] {
  return [
    ...image.bakedDefaults.map(({ key, value, file, line }) => ({
      name: `settings.${key}`,
      value,
      file,
      line,
    })),
    ...image.bakedLiterals,
  ];
}

/** Texts of the program that hold a credential. */
function bakedIn(image: Image, program: Program, machine: Machine): [string, number][] {
  const baked = bakedCredentials(image);
  const texts = [...program.ascii, ...program.utf8];
  return baked.flatMap(({ name, value }) =>
    texts
      .filter((text) => text !== "" && (text.includes(value) || value.includes(text)) && text.length > 2)
      .map((text): [string, number] => [name, machine.expressions.constantText(text)]),
  );
}

function pathsTo(secret: string, reached: Reached, machine: Machine, map: SourceMap): Path[] {
  return machine.boundary.exits.flatMap((exit: Exit) => {
    const found = reached.to(exit.node);
    if (found === null) return [];
    const { outlet, observers, release } = exitOf(exit, secret, machine.program);
    const sites = [...found.sites, exit.site].filter((site) => site > 0);
    const places = sites.map((site) => map.place(site)).filter((place) => place !== null);
    const steps = places.filter(
      (place, i) => i === 0 || place.file !== places[i - 1].file || place.line !== places[i - 1].line,
    );
    const carried = CARRIED.get(found.carries)!;
    return [
      {
        secret,
        outlet,
        observers,
        carried,
        release: release ?? (found.isSealed ? "platform/sealed" : null),
        steps,
      },
    ];
  });
}

/** One path for each secret, way out and last line of the project's own: the shortest. */
function withoutRepeats(paths: readonly Path[]): Path[] {
  const best = new Map<string, Path>();
  for (const path of paths) {
    const own = path.steps.filter(({ file }) => !isLibraryFile(file)).at(-1);
    const key = [path.secret, path.outlet, path.release, own?.file, own?.line].join("\0");
    const known = best.get(key);
    if (known === undefined || rank(path) < rank(known)) best.set(key, path);
  }
  return [...best.values()].sort((a, b) => order(a, b));
}

function rank({ carried, steps }: Path): number {
  return [...CARRIED.values()].indexOf(carried) * 1_000_000 + steps.length;
}

function order(a: Path, b: Path): number {
  const key = ({ release, secret, outlet, steps }: Path) =>
    [
      release === null ? 0 : 1,
      secret,
      outlet,
      steps.at(-1)?.file,
      String(steps.at(-1)?.line ?? 0).padStart(6),
    ].join("\0");
  return key(a) < key(b) ? -1 : 1;
}
