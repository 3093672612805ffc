/** `tightlip init`: sets tightlip up in a folder, with whoever is there or without. */
import { relative, resolve } from "node:path";
import picocolors from "picocolors";
import { findBoard, findBoards } from "../flash/boards.ts";
import { printable } from "../report/printable.ts";
import { carryOut } from "../setup/carry-out.ts";
import { type FoundProject, findProjectIn } from "../setup/found-project.ts";
import { checkPackageName } from "../setup/package-json.ts";
import {
  type Choices,
  type CiSystem,
  defaultChoices,
  type Plan,
  type PlannedFile,
  planFor,
} from "../setup/plan.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { Asked, type Terminal } from "./asked.ts";
import { warn } from "./failure.ts";

const MARKS = { create: "+", change: "~", keep: "·" } as const;
const COLORS = { create: "green", change: "yellow", keep: "dim" } as const;
const WIDTH = 26;
const FOREIGN_LOCKS = ["yarn.lock", "pnpm-lock.yaml", "bun.lock"];

export interface InitOptions {
  readonly yes?: true;
  readonly dryRun?: true;
  readonly json?: true;
  readonly name?: string;
  /** `none`: the config names none. */
  readonly board?: string;
  readonly policy?: true;
  /** `none` is no system. */
  readonly ci?: readonly (CiSystem | "none")[];
  readonly editor?: "vscode" | "none";
  readonly from?: string;
}

export async function initCommand(path: string, options: InitOptions): Promise<number> {
  const project = findProjectIn(path);
  const { yes, dryRun, json } = options;
  const given = choicesGiven(options, project);
  const terminal = yes || dryRun ? null : terminalHere();
  const asked = terminal === null ? null : new Asked(terminal);
  const defaults = { ...defaultChoices(project), ...given };
  const choices = asked === null ? defaults : await asked.choices(project, defaults, Object.keys(given));
  const plan = planFor(project, choices);
  const out = json ? process.stderr : process.stdout;
  out.write(printable(`${headline(project)}\n`));
  for (const file of plan.files) out.write(line(file));
  const go = dryRun ? false : asked === null || (await asked.goAhead());
  if (go) await carryOut(project.folder, plan);
  out.write(printable(`${closing(project, plan, go)}\n`));
  if (project.isBelowRepository && choices.ci.length === 0)
    warn(
      "This folder is not the root of its git repository, where CI looks for its files, so none are written; --ci writes them all the same.",
    );
  const foreignLock = FOREIGN_LOCKS.find((lock) => project.has(lock));
  if (foreignLock !== undefined && choices.ci.length > 0)
    warn(`The CI files install with npm; this project has a ${foreignLock}: change "npm ci" in them.`);
  if (json) {
    const files = plan.files.map(({ path, action, says }) => ({ path, action, says }));
    process.stdout.write(`${JSON.stringify({ schema: 1, written: go, files }, null, 2)}\n`);
  }
  return 0;
}

/** Throws a UserError where there is nobody to ask. */
function terminalHere(): Terminal {
  if (process.stdin.isTTY === true && process.stdout.isTTY === true)
    return { input: process.stdin, output: process.stdout };
  throw new UserError(
    "tightlip init: there is nobody to ask. Add --yes to do what --dry-run shows; --name, --board, --policy, --ci, --editor and --from say what is to be different.",
    EXIT_USAGE,
  );
}

/** Throws a UserError for an answer that cannot be. */
function choicesGiven(options: InitOptions, project: FoundProject): Partial<Choices> {
  const { name, board, policy, ci, editor, from } = options;
  if (name !== undefined) checkPackageName(name);
  if (board !== undefined && board !== "none") findBoard(board, findBoards(project.folder));
  return {
    ...(name !== undefined && { name }),
    ...(board !== undefined && { board: board === "none" ? null : board }),
    ...(policy !== undefined && { policy }),
    ...(ci !== undefined && { ci: ci.filter((system) => system !== "none") }),
    ...(editor !== undefined && { editor: editor === "vscode" }),
    ...(from !== undefined && { from }),
  };
}

function headline({ folder, firmware, isDeviceScript, packageJson }: FoundProject): string {
  const place = relative(".", folder) || "this folder";
  const which = firmware.length === 1 ? firmware[0] : `${firmware.length} firmwares`;
  if (isDeviceScript)
    return `The DeviceScript project in ${place} (${firmware.length === 0 ? "no firmware yet" : which}):`;
  if (firmware.length > 0) return `${place} (${which}) becomes a DeviceScript project:`;
  return packageJson === null
    ? `A new project in ${place}:`
    : `The package in ${place} becomes a DeviceScript project, with a new firmware:`;
}

function line({ path, action, says }: PlannedFile): string {
  const colors = picocolors.createColors(process.stdout.isTTY === true && picocolors.isColorSupported);
  const text = says === null ? path : `${path.padEnd(30)} ${says}`;
  return `  ${colors[COLORS[action]](MARKS[action])} ${printable(text)}\n`;
}

function closing({ folder }: FoundProject, { testScript }: Plan, isWritten: boolean): string {
  if (!isWritten) return "Nothing was written.";
  const here = relative(".", folder);
  const change = here === "" ? [] : [`  cd ${relative(".", resolve(folder))}`];
  return [
    "Next:",
    ...change,
    "  npm install",
    `  ${`npm run ${testScript}`.padEnd(WIDTH)}whether credentials stay home`,
    `  ${"npm run check".padEnd(WIDTH)}who learns what`,
  ].join("\n");
}
