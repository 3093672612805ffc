/** Plan and result of `tightlip init` in words. Pure functions of both. */
import type { Colors } from "picocolors/types.js";
import { type HookPlace, hookLine } from "../setup/commit-hook.ts";
import type { PlannedFile } from "../setup/plan.ts";
import { inline } from "./printable.ts";

const MARKS = { create: "+", change: "~", keep: "·" } as const;
const COLORS = { create: "green", change: "yellow", keep: "dim" } as const;
const WIDTH = 26;

export interface PlannedProject {
  /** The folder, relative to the working folder; empty for that itself. */
  readonly place: string;
  readonly isDeviceScript: boolean;
  readonly hasPackage: boolean;
  readonly firmware: readonly string[];
  readonly isBelowRepository: boolean;
  readonly manager: string;
  /** Tightlip is installed from a place that is not in the repository. */
  readonly isFromOutside: boolean;
  readonly isWorkspace: boolean;
  /** Place of a hook of git; null without a repository. */
  readonly hook: HookPlace | null;
  readonly choices: { readonly ci: readonly string[]; readonly hook: boolean };
  readonly files: readonly PlannedFile[];
  readonly testScript: string;
}

export function planText(project: PlannedProject, colors: Colors): string {
  return `${inline(headline(project))}\n${project.files.map((file) => fileLine(file, colors)).join("")}`;
}

function headline({ place, firmware, isDeviceScript, isWorkspace, hasPackage }: PlannedProject): string {
  const folder = place || "this folder";
  const which = firmware.length === 1 ? firmware[0] : `${firmware.length} firmwares`;
  if (isDeviceScript)
    return `The DeviceScript project in ${folder} (${firmware.length === 0 ? "no firmware yet" : which}):`;
  if (isWorkspace) return `The packages in ${folder} (${which}):`;
  if (firmware.length > 0) return `${folder} (${which}) becomes a DeviceScript project:`;
  return hasPackage
    ? `The package in ${folder} becomes a DeviceScript project, with a new firmware:`
    : `A new project in ${folder}:`;
}

function fileLine({ path, action, says }: PlannedFile, colors: Colors): string {
  const text = says === null ? path : `${path.padEnd(30)} ${says}`;
  return `  ${colors[COLORS[action]](MARKS[action])} ${inline(text)}\n`;
}

/** Next steps, or that nothing was written. */
export function closingText({ place, testScript, manager }: PlannedProject, isWritten: boolean): string {
  if (!isWritten) return "Nothing was written.\n";
  const lines = [
    "Next:",
    ...(place === "" ? [] : [`  cd ${place}`]),
    `  ${manager} install`,
    `  ${`${manager} run ${testScript}`.padEnd(WIDTH)}whether credentials stay home`,
    `  ${`${manager} run check`.padEnd(WIDTH)}who learns what`,
  ];
  return `${lines.map(inline).join("\n")}\n`;
}

/** Reasons why CI or a hook may not run as planned. */
export function initWarnings(project: PlannedProject): string[] {
  const { isBelowRepository, isFromOutside, choices } = project;
  const isWanted = choices.ci.length > 0;
  const below =
    "This folder is not the root of its git repository, where CI looks for its files, so none are written; --ci writes them all the same.";
  const source =
    "tightlip is installed from this machine, where CI cannot look: commit its archive to the repository and name it with --from, or name a git address or a release.";
  return [
    ...(isBelowRepository && !isWanted ? [below] : []),
    ...(isFromOutside && isWanted ? [source] : []),
    ...(choices.hook ? hookWarnings(project) : []),
  ];
}

function hookWarnings({ hook }: PlannedProject): string[] {
  if (hook === null || hook.state === "free" || hook.state === "ours") return [];
  const add = `To have firmware checked, add this line: ${hookLine(hook.project)}`;
  return hook.state === "taken"
    ? [`${hook.path} is there already, and stays as it is. ${add}`]
    : [`git takes hooks from outside of the repository, where none is written: ${hook.path}. ${add}`];
}
