/** The package, installed from an archive by package managers into workspaces and by init into a project, and from git. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { REPOSITORY } from "../cli/cli.ts";
import { tempFolder } from "../compile/temp-project.ts";
import { SOAK } from "../soak.ts";

type Manager = "npm" | "pnpm" | "yarn" | "yarn classic" | "bun";

/** Command lines, with the version that was tried. */
const COMMANDS: Readonly<Record<Manager, readonly string[]>> = {
  npm: ["npm"],
  pnpm: ["npx", "--yes", "pnpm@10.34.9"],
  yarn: ["npx", "--yes", "--package", "@yarnpkg/cli-dist@4.18.1", "yarn"],
  "yarn classic": ["npx", "--yes", "yarn@1.22.22"],
  bun: ["npx", "--yes", "bun@1.4.5"],
};
const MANAGERS: readonly Manager[] = SOAK ? (Object.keys(COMMANDS) as Manager[]) : ["npm"];

const LAMP = `import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { greeting } from "@acme/words";
const token = await readSetting<string>("token");
setInterval(async () => {
  const answer = await fetch("https://api.example/", { method: "POST", body: await greeting(token) });
  await answer.close();
}, 5000);
`;
const FAN = `import { Vault } from "tightlip/devs";
const vault = new Vault();
console.log("fan", vault === undefined);
`;
const WORDS = `import { readSetting } from "@devicescript/settings";
export async function greeting(name: string): Promise<string> {
  return (await readSetting<string>("motto", "hello")) + " " + name;
}
`;

/** Registries and disks can be slow. */
const PATIENCE_MS = 600_000;

let archive: string;

beforeAll(() => {
  const folder = tempFolder();
  const packed = ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder];
  archive = join(folder, execFileSync("npm", packed, { cwd: REPOSITORY, encoding: "utf8" }).trim());
});

/** Standard output. Throws with what went wrong, but for exit codes of verdicts. */
function run(cwd: string, command: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    ...{ cwd, encoding: "utf8", maxBuffer: 2 ** 26 },
    env: { ...process.env, NO_COLOR: "1", YARN_ENABLE_IMMUTABLE_INSTALLS: "0", CI: undefined },
  });
  if (status === 0 || status === 1 || status === 4) return stdout;
  throw new Error(`${command} ${args.join(" ")} ends with ${status}: ${stdout}${stderr}`);
}

/** Two firmwares and a library that one of them uses; tightlip is a dependency of the whole. */
function workspace(manager: Manager): string {
  const words = manager === "pnpm" || manager === "yarn" ? "workspace:*" : "1.0.0";
  const firmware = (name: string, dependencies: object) => ({
    [`packages/${name}/package.json`]: JSON.stringify({ name, version: "1.0.0", dependencies }),
    [`packages/${name}/devsconfig.json`]: "{}",
  });
  return tempFolder({
    "package.json": JSON.stringify({
      ...{ name: "home", private: true, workspaces: ["packages/*"] },
      devDependencies: { tightlip: `file:${archive}` },
    }),
    ...(manager === "pnpm" && { "pnpm-workspace.yaml": "packages:\n  - packages/*\n" }),
    ...(manager === "yarn" && { ".yarnrc.yml": "nodeLinker: node-modules\n", "yarn.lock": "" }),
    ...firmware("lamp", { "@acme/words": words }),
    ...firmware("fan", {}),
    "packages/lamp/src/main.ts": LAMP,
    "packages/fan/src/main.ts": FAN,
    "packages/words/package.json": JSON.stringify({
      ...{ name: "@acme/words", version: "1.0.0", main: "src/index.ts", devicescript: { library: true } },
    }),
    "packages/words/src/index.ts": WORDS,
  });
}

describe.each(MANAGERS)("a workspace of %s", (manager) => {
  it(
    "finds the command, DeviceScript's libraries, the device library and its own packages",
    () => {
      const root = workspace(manager);
      const [command, ...args] = COMMANDS[manager];
      run(root, command!, ...args, "install");
      const tightlip = join(root, "node_modules/.bin/tightlip");
      const verdictIn = (folder: string) => {
        const text = run(join(root, folder), tightlip, "check", "--json", "--for", "10s");
        const [{ name, verdict, findings }] = JSON.parse(text).appliances;
        return {
          name,
          verdict,
          from: findings.map((one: { source: { file: string } | null }) => one.source?.file),
        };
      };
      expect(verdictIn("packages/lamp")).toEqual({
        ...{ name: "lamp", verdict: "leaks", from: expect.arrayContaining(["src/main.ts"]) },
      });
      expect(verdictIn("packages/fan")).toMatchObject({ name: "fan", verdict: "unknown" });
      expect(JSON.parse(run(root, tightlip, "check", "--json", "--for", "5s")).appliances).toHaveLength(2);
    },
    PATIENCE_MS,
  );
});

describe("the archive, before any release", () => {
  it(
    "sets up a project, in one command, that installs from it and comes to a verdict",
    () => {
      const root = tempFolder();
      const npx = ["--yes", "--package", archive, "tightlip", "init", "kettle", "--yes", "--ci", "none"];
      run(root, "npx", ...npx);
      const project = join(root, "kettle");
      const { devDependencies } = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));
      expect(devDependencies.tightlip).toMatch(/^file:\.\..*\.tgz$/);
      run(project, "npm", "install", "--no-audit", "--no-fund", "--prefer-offline");
      expect(existsSync(join(project, "node_modules/vitest"))).toBe(true);
      const text = run(project, "npx", "tightlip", "check", "--json", "--for", "20s");
      expect(JSON.parse(text).appliances).toMatchObject([{ name: "kettle", verdict: "keeps" }]);
    },
    PATIENCE_MS,
  );
});

describe.runIf(SOAK)("a git address", () => {
  it(
    "installs, built, and is where a project that is set up from it installs from as well",
    () => {
      const clone = join(tempFolder(), "tightlip");
      run(REPOSITORY, "git", "clone", "--quiet", "--no-hardlinks", REPOSITORY, clone);
      const address = `git+file://${clone}`;
      const first = tempFolder({ "package.json": '{ "private": true }' });
      run(first, "npm", "install", "--no-audit", "--no-fund", address);
      const root = tempFolder();
      run(root, join(first, "node_modules/.bin/tightlip"), "init", "kettle", "--yes", "--ci", "github");
      const project = join(root, "kettle");
      const { devDependencies } = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));
      expect(devDependencies.tightlip).toBe(address);
      const workflow = readFileSync(join(project, ".github/workflows/tightlip.yml"), "utf8");
      expect(workflow).toContain(`--prefix tool ${address}\n`);
      run(project, "npm", "install", "--no-audit", "--no-fund");
      const text = run(project, "npx", "tightlip", "check", "--json", "--for", "20s");
      expect(JSON.parse(text).appliances).toMatchObject([{ name: "kettle", verdict: "keeps" }]);
    },
    2 * PATIENCE_MS,
  );
});
