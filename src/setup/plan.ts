/** A Plan is what `tightlip init` would do to a project. Making it changes nothing. */

import systemPath, { basename } from "node:path";
import { DEFAULT_BOARD } from "../compile/board.ts";
import { realPathOf } from "../project-top.ts";
import { CONFIG_FILE } from "../subjects/config.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { type CiSystem, ciFiles } from "./ci-files.ts";
import { commitHook, hookPlace } from "./commit-hook.ts";
import { FIRMWARE, type FoundProject } from "./found-project.ts";
import { dependencyOn, type InstallSource, ownSource } from "./install-source.ts";
import { extendedPackageJson, newPackageJson, type PackagePlan, packageName } from "./package-json.ts";
import { lockedInstall, packageManagerOf } from "./package-manager.ts";
import { packaged, template } from "./template.ts";

/** Choices of a person who sets up a project. */
export interface Choices {
  /** Of a new package. */
  readonly name: string;
  /** Null: the config names none. */
  readonly board: string | null;
  /** Policy for firmware that is there. New firmware has its own. */
  readonly policy: boolean;
  readonly ci: readonly CiSystem[];
  /** Settings for VS Code. */
  readonly editor: boolean;
  /** Hook of git before each commit. */
  readonly hook: boolean;
  /** Source that the project installs tightlip from. */
  readonly from: InstallSource;
}

export interface PlannedFile {
  /** Relative to the project's folder, with forward slashes. */
  readonly path: string;
  readonly action: "create" | "change" | "keep";
  /** Change to the file, or the reason for keeping it; null for a new file. */
  readonly says: string | null;
  /** Null for a file that is kept. */
  readonly text: string | null;
  readonly isProgram?: true;
}

export interface Plan {
  readonly files: readonly PlannedFile[];
  /** The script that runs the tests. */
  readonly testScript: string;
}

const SERVICE = "services/sealed-provisioning.md";
const TEST = "test/credentials.test.ts";
/** Generated, or private to who works on it. */
const IGNORED = ["node_modules/", ".devicescript/", ".env.local", ".env.*.local", "tightlip-report/"];

const IS_THERE = "is there already";
const IS_ANOTHER = "is there already, with other content";

/** Lines of it that are named. */
const MAX_NAMED = 4;

/** Default choices when nobody is asked. */
export function defaultChoices(project: FoundProject): Choices {
  const isNew = project.firmware.length === 0;
  const gitlab = project.has(".gitlab-ci.yml");
  return {
    name: packageName(basename(project.folder)),
    board: project.boards.length === 1 ? project.boards[0] : isNew ? DEFAULT_BOARD : null,
    policy: false,
    ci: project.isBelowRepository ? [] : [gitlab ? "gitlab" : "github"],
    editor: true,
    hook: false,
    from: ownSource(),
  };
}

/** `reportFiles`: names that reports get where the user names none. Throws a UserError for a file of the project that cannot be understood. */
export function planFor(project: FoundProject, choices: Choices, reportFiles: readonly string[]): Plan {
  const dependency = dependencyOn(choices.from, project.folder, systemPath);
  const packagePlan =
    project.packageJson === null
      ? newPackageJson(choices.name, dependency)
      : extendedPackageJson(project.packageJson, dependency);
  const { testScript } = packagePlan;
  const { isWorkspace } = project;
  const manager = packageManagerOf(project.folder);
  const installs = lockedInstall(project.folder);
  const texts = new Map([
    ...(isWorkspace ? [] : [["devsconfig.json", "{}\n"] as const]),
    ...(project.firmware.length === 0 ? newFirmware() : aroundFirmware(project, choices)),
    [CONFIG_FILE, config(choices.board)],
    ...(choices.editor ? editorFiles(isWorkspace) : []),
    ...ciFiles({ systems: choices.ci, from: choices.from, manager, installs, testScript }),
  ]);
  const files = [
    plannedPackage(project, packagePlan),
    ...[...texts].map(([path, text]) => planned(project, path, text)),
    plannedIgnore(project, [...IGNORED, ...reportFiles]),
    ...(choices.hook ? plannedHook(project) : []),
  ];
  return { files, testScript };
}

/** A file that is there is never written over. */
function planned(project: FoundProject, path: string, text: string): PlannedFile {
  if (!project.has(path)) return { path, action: "create", says: null, text };
  const says = project.read(path) === text ? IS_THERE : IS_ANOTHER;
  return { path, action: "keep", says, text: null };
}

function plannedPackage({ packageJson }: FoundProject, { text, added }: PackagePlan): PlannedFile {
  const path = "package.json";
  if (packageJson === null) return { path, action: "create", says: null, text };
  if (added.length === 0) return { path, action: "keep", says: "has all that is needed", text: null };
  return { path, action: "change", says: `adds ${added.join(", ")}`, text };
}

function plannedIgnore(project: FoundProject, ignored: readonly string[]): PlannedFile {
  const path = ".gitignore";
  if (!project.has(path)) return { path, action: "create", says: null, text: `${ignored.join("\n")}\n` };
  const before = project.read(path);
  const bare = (line: string) => line.trim().replace(/^\/|\/$/g, "");
  const there = before.split("\n").map(bare);
  const added = ignored.filter((line) => !there.includes(bare(line)));
  if (added.length === 0) return { path, action: "keep", says: "has all that is needed", text: null };
  const text = `${before}${before === "" || before.endsWith("\n") ? "" : "\n"}${added.join("\n")}\n`;
  const more = added.length - MAX_NAMED;
  const says = `adds ${added.slice(0, MAX_NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  return { path, action: "change", says, text };
}

/** None for a place outside of the repository, which may be all repositories'. Throws a UserError without a repository. */
function plannedHook({ folder }: FoundProject): PlannedFile[] {
  const place = hookPlace(folder);
  if (place === null)
    throw new UserError(
      "--hook: the folder is in no git repository that git can read. Make one first (git init), or leave --hook out.",
      EXIT_USAGE,
    );
  if (place.state === "outside the repository") return [];
  const path = systemPath.relative(realPathOf(folder), place.path).replaceAll(systemPath.sep, "/");
  if (place.state === "free")
    return [{ path, action: "create", says: null, text: commitHook(place.project), isProgram: true }];
  return [{ path, action: "keep", says: place.state === "ours" ? IS_THERE : IS_ANOTHER, text: null }];
}

type Texts = readonly (readonly [path: string, text: string])[];

function newFirmware(): Texts {
  const files = [FIRMWARE, "src/main.policy.ts", "test/kettle.test.ts", "vitest.config.ts"];
  return [...files.map((path) => [path, template(path)] as const), [SERVICE, packaged(SERVICE)]];
}

function aroundFirmware({ firmware, tests }: FoundProject, { policy }: Choices): Texts {
  const list = `[${firmware.map((main) => JSON.stringify(main)).join(", ")}]`;
  const test = template(TEST).replace('["src/main.ts"]', () => list);
  const policies = firmware.map((main) => [main.replace(/\.ts$/, ".policy.ts"), POLICY] as const);
  return [...(tests.length === 0 ? [[TEST, test] as const] : []), ...(policy ? policies : [])];
}

const POLICY = `import { definePolicy } from "tightlip";

export default definePolicy({
  for: "60s",
});
`;

function config(board: string | null): string {
  const fields = board === null ? "" : `\n  board: ${JSON.stringify(board)},\n`;
  return `import { defineConfig } from "tightlip";\n\nexport default defineConfig({${fields}});\n`;
}

/** Without those for types where each package of a workspace has its own. */
function editorFiles(isWorkspace: boolean): Texts {
  const types = isWorkspace ? [] : ["src/tsconfig.json", "tsconfig.json"];
  return [
    ...types.map((path) => [path, template(path)] as const),
    [".vscode/extensions.json", template("vscode/extensions.json")],
    [".vscode/settings.json", template("vscode/settings.json")],
  ];
}
