/** Result of `tightlip paths` in words. Pure function of the result. */
import type { Colors } from "picocolors/types.js";
import { isLibraryFile, type Place } from "../../sim/tape/position.ts";
import { OBSERVERS } from "../../sim/tape/tape.ts";
import type { Carried, Path, PathsFound } from "../paths/paths.ts";
import { plural } from "../plural.ts";
import { inline } from "./printable.ts";

export interface PathsReport extends Omit<PathsFound, "couldRun"> {
  readonly name: string;
  /** Relative to the project. */
  readonly main: string;
  /** SHA-256 of the bytecode. */
  readonly image: string;
  /** What conditions decide was followed as well. */
  readonly implicit: boolean;
  /** Reason why the program could not be analysed at all; null where it could. */
  readonly notAnalysed: string | null;
}

const CARRIED: Readonly<Record<Carried, string>> = {
  value: "",
  part: ", only compared or counted",
  decision: ", only in what a condition decides",
};

const OUTLETS: Readonly<Record<string, string>> = {
  socket: "what is sent to a server",
  host: "the name of a server",
  log: "the log",
  panic: "a panic's code",
  exception: "an exception that nothing catches",
  setting: "a setting that is written in the clear",
  command: "a command or register of a service on the bus",
  report: "a report of the firmware's own service",
  cloud: "a message to a cloud",
  pins: "pins of the board",
  timer: "how long it waits",
  image: "the image itself",
};

const ASSUMED = [
  "Assumed: the VM and its natives do what docs/paths.md says of them, and nothing that goes out comes back in.",
  "A path says what could happen, not that it does: tightlip check runs the firmware.",
];
const WITHOUT_DECISIONS =
  "What conditions decide was not followed: --implicit does, and finds many paths that say little.";

export function pathsText(report: PathsReport, colors: Colors): string {
  const { name, notAnalysed, notUnderstood, secrets, paths, functions, implicit } = report;
  if (notAnalysed !== null) return `${inline(name)}: not analysed: ${inline(notAnalysed)}.\n`;
  const open = paths.filter(({ release }) => release === null);
  const title = `${inline(name)}: ${plural(open.length, "path")} from ${plural(secrets.length, "secret")}, in ${functions.reached} of ${plural(functions.all, "function")}`;
  return [
    colors.bold(title),
    ...open.flatMap((path) => ["", ...pathLines(path, colors)]),
    "",
    ...secrets.map((secret) => notFound(secret, open, notUnderstood.length === 0)),
    ...(secrets.length === 0 ? ["No secret comes into this program."] : []),
    ...allowed(paths),
    ...notUnderstood.map(({ what, place }) => `Not understood: ${inline(what)}${placeText(place)}`),
    ...(implicit ? [] : [WITHOUT_DECISIONS]),
    ...ASSUMED,
    "",
  ].join("\n");
}

function pathLines({ secret, outlet, observers, carried, steps }: Path, colors: Colors): string[] {
  const last = steps.length - 1;
  // Of a library's own lines, the one that lets it out is enough.
  const shown = steps.filter(({ file }, i) => !isLibraryFile(file) || i === last);
  return [
    `${colors.red(inline(secret))} → ${observers.join(", ")}: ${OUTLETS[outlet]}${CARRIED[carried]}`,
    ...shown.map(({ file, line }) => colors.dim(`  ${inline(file)}:${line}`)),
  ];
}

/** The observers that no open path leads to. Where something was not understood, none can be named. */
function notFound(secret: string, open: readonly Path[], isWhole: boolean): string {
  if (!isWhole) return `${inline(secret)}: further paths are possible, as not all was understood.`;
  const reached = new Set(open.filter((path) => path.secret === secret).flatMap((path) => path.observers));
  const others = OBSERVERS.filter((observer) => !reached.has(observer));
  const whom = others.length === OBSERVERS.length ? "anyone" : others.join(", ");
  return others.length === 0
    ? `${inline(secret)}: a path to everyone was found.`
    : `${inline(secret)}: no path to ${whom} was found.`;
}

function allowed(paths: readonly Path[]): string[] {
  const flows = new Map<string, Set<string>>();
  for (const { release, secret } of paths)
    if (release !== null) flows.set(release, (flows.get(release) ?? new Set()).add(secret));
  return [...flows].map(
    ([release, secrets]) => `Allowed by ${release}: ${[...secrets].map(inline).join(", ")}.`,
  );
}

function placeText(place: Place | null): string {
  return place === null ? "" : ` (${inline(place.file)}:${place.line})`;
}
