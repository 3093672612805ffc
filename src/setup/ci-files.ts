/** CI files of a project, for its package manager. */
import { VERSION } from "../version.ts";
import type { InstallSource } from "./install-source.ts";
import { type PackageManager, runScript } from "./package-manager.ts";
import { template } from "./template.ts";

export const CI_SYSTEMS = ["github", "gitlab"] as const;
export type CiSystem = (typeof CI_SYSTEMS)[number];

const FILES: Readonly<Record<CiSystem, string>> = {
  github: ".github/workflows/tightlip.yml",
  gitlab: ".gitlab/tightlip.yml",
};

/** Caches of npm's downloads, and the line that installs, by system. */
const NPM_CACHE: Readonly<Record<CiSystem, RegExp>> = {
  github: /^ +cache: npm\n/m,
  gitlab: /^ +# GitLab caches only .*\n +cache:\n(?: {4}.*\n)+/m,
};
const NPM_INSTALL: Readonly<Record<CiSystem, RegExp>> = {
  github: /^( +- run: )npm ci\n/m,
  gitlab: /^( +- )npm ci .*\n/m,
};

export interface CiChoices {
  readonly systems: readonly CiSystem[];
  readonly from: InstallSource;
  readonly manager: PackageManager;
  /** Commands that install the project. */
  readonly installs: readonly string[];
  /** The script that runs the tests. */
  readonly testScript: string;
}

export function ciFiles({
  systems,
  from,
  manager,
  installs,
  testScript,
}: CiChoices): [path: string, text: string][] {
  // A file of this machine is not there in CI: it takes the release of this version.
  const source = "spec" in from ? from.spec : `tightlip@${VERSION}`;
  const command = runScript(manager, testScript);
  const written = systems.map((system): [string, string] => {
    const text = installing(template(`${system}.yml`), system, manager === "npm" ? null : installs)
      .replace("npm test", command)
      .replace("tightlip@VERSION", () => source);
    return [FILES[system], text];
  });
  return systems.includes("gitlab")
    ? [...written, [".gitlab-ci.yml", `include:\n  - local: ${FILES.gitlab}\n`]]
    : written;
}

/** Null for npm's, which the template has. */
function installing(text: string, system: CiSystem, installs: readonly string[] | null): string {
  if (installs === null) return text;
  return text
    .replace(NPM_CACHE[system], "")
    .replace(NPM_INSTALL[system], (_, start: string) => installs.map((line) => `${start}${line}\n`).join(""));
}
