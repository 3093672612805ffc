/** From nothing to a gate in a pull request: fresh projects, set up by the packed package, as each service would run them. */
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { REPOSITORY } from "../cli/cli.ts";
import { addFiles, tempFolder } from "../compile/temp-project.ts";
import { SOAK } from "../soak.ts";
import { GithubRunner, pullRequest, runnerTemp } from "./github-runner.ts";
import { ReviewService } from "./review-service.ts";

/** Package managers in the versions that were tried, as scripts of that name. */
const MANAGERS: Readonly<Record<string, string>> = {
  pnpm: "npx --yes pnpm@10.34.9",
  yarn: "npx --yes --package @yarnpkg/cli-dist@4.18.1 yarn",
};

/** A lamp that uses a token and keeps it. */
const KEEPS = `import { readSetting } from "@devicescript/settings";
const pin = await readSetting<string>("pin", "");
console.log("on", pin.length > 200);
`;
/** Line that is added to firmware that is there. */
const TELLS_TOO = `import { readSetting as read } from "@devicescript/settings";
console.log("with " + (await read<string>("token", "")));
`;
const LEAK = "+ settings.token → cable by log: clear";

interface Kind {
  readonly kind: string;
  readonly manager: "npm" | "pnpm" | "yarn";
  /** Files that are there before tightlip is. */
  readonly files: Readonly<Record<string, string>>;
  /** Argument of `tightlip init`. */
  readonly folder?: string;
  /** Entry of the firmware that the change is about. */
  readonly main: string;
  /** Firmwares in all. */
  readonly firmwares: number;
}

const firmware = (folder: string) => ({
  [`${folder}/package.json`]: JSON.stringify({ name: folder.split("/").at(-1), version: "1.0.0" }),
  [`${folder}/devsconfig.json`]: "{}",
  [`${folder}/src/main.ts`]: KEEPS,
});
const workspace = (manager: Kind["manager"]): Kind => ({
  kind: `a workspace of ${manager}`,
  manager,
  files: {
    "package.json": JSON.stringify({ name: "home", private: true, workspaces: ["packages/*"] }),
    ...(manager === "pnpm" && { "pnpm-workspace.yaml": "packages:\n  - packages/*\n" }),
    ...(manager === "yarn" && { ".yarnrc.yml": "nodeLinker: node-modules\n", "yarn.lock": "" }),
    ...firmware("packages/lamp"),
    ...firmware("packages/fan"),
  },
  main: "packages/lamp/src/main.ts",
  firmwares: 2,
});
const KINDS: readonly Kind[] = [
  workspace("npm"),
  {
    kind: "a project of several appliances",
    manager: "npm",
    files: {
      "devsconfig.json": "{}",
      "package.json": JSON.stringify({ name: "appliances", private: true }),
      "kettle/main.ts": KEEPS,
      "lamp/main.ts": KEEPS,
      "fan/main.ts": KEEPS,
    },
    main: "lamp/main.ts",
    firmwares: 3,
  },
  { kind: "an empty folder", manager: "npm", files: {}, main: "src/main.ts", firmwares: 1 },
  workspace("pnpm"),
  workspace("yarn"),
];

/** Registries and disks can be slow. */
const PATIENCE_MS = 900_000;

let archive: string;
let env: NodeJS.ProcessEnv;

beforeAll(() => {
  const folder = tempFolder();
  const packed = ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder];
  archive = join(folder, execFileSync("npm", packed, { cwd: REPOSITORY, encoding: "utf8" }).trim());
  const tools = tempFolder(
    Object.fromEntries(
      Object.entries(MANAGERS).map(([name, line]) => [name, `#!/bin/sh\nexec ${line} "$@"\n`]),
    ),
  );
  for (const name of Object.keys(MANAGERS)) chmodSync(join(tools, name), 0o755);
  // Nothing of the test's own runner, nor of a CI server that it may be on.
  const others = Object.entries(process.env).filter(
    ([name]) => !/^(?:VITEST|NODE_ENV$|TEST$|CI|GIT)/.test(name),
  );
  env = { ...Object.fromEntries(others), PATH: `${tools}${delimiter}${process.env.PATH}`, NO_COLOR: "1" };
});

function run(cwd: string, command: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    ...{ cwd, encoding: "utf8", maxBuffer: 2 ** 26 },
    env: { ...env, YARN_ENABLE_IMMUTABLE_INSTALLS: "0" },
  });
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.join(" ")} ends with ${status}: ${stdout}${stderr}`);
}

/** A repository of that kind with tightlip in it, as its first commit has it. */
class Team {
  readonly folder: string;

  constructor({ files, manager }: Kind) {
    this.folder = tempFolder(files);
    this.git("init", "--quiet");
    // CI cannot look into a machine's folders, so the archive is committed.
    mkdirSync(join(this.folder, "vendor"));
    copyFileSync(archive, join(this.folder, "vendor/tightlip.tgz"));
    const init = ["--yes", "--package", "./vendor/tightlip.tgz", "tightlip", "init", "--yes"];
    const said = run(this.folder, "npx", ...init, "--ci", "github,gitlab");
    expect(said).toContain(`\n  ${manager} install\n`);
    this.pinVite();
    run(this.folder, manager, "install");
    this.commit("tightlip");
  }

  /** A Vite that came out since could need what no registry has yet: then no manager installs by its own lock file. */
  private pinVite(): void {
    const versions = {
      vite: JSON.parse(readFileSync(join(REPOSITORY, "package.json"), "utf8")).devDependencies.vite,
    };
    const data = JSON.parse(readFileSync(join(this.folder, "package.json"), "utf8"));
    const pinned = { ...data, overrides: versions, resolutions: versions, pnpm: { overrides: versions } };
    this.write({ "package.json": JSON.stringify(pinned) });
  }

  write(files: Readonly<Record<string, string>>): void {
    addFiles(this.folder, files);
  }

  commit(message: string): string {
    this.git("add", "--all");
    this.git("commit", "--quiet", `--message=${message}`);
    return this.git("rev-parse", "HEAD");
  }

  git(...args: readonly string[]): string {
    return run(this.folder, "git", "-c", "user.name=a", "-c", "user.email=a@b.test", ...args).trim();
  }
}

/** Commands that the workflow of GitHub runs before the action. */
const commandsIn = (folder: string) => {
  const { jobs } = parse(readFileSync(join(folder, ".github/workflows/tightlip.yml"), "utf8"));
  const steps = jobs.check.steps as readonly { readonly run?: string }[];
  return steps.flatMap(({ run }) => (run === undefined ? [] : [run]));
};

describe.each(SOAK ? KINDS : KINDS.slice(0, 1))("$kind", (kind) => {
  it(
    "goes from nothing to a gate on GitHub and on GitLab, with one comment that says what a change tells",
    async () => {
      const team = new Team(kind);
      const base = team.git("rev-parse", "HEAD");
      const checkout = join(tempFolder(), "checkout");
      run(team.folder, "git", "clone", "--quiet", team.folder, checkout);
      const change = (message: string, files: Readonly<Record<string, string>>) => {
        team.write(files);
        team.commit(message);
        run(checkout, "git", "pull", "--quiet");
      };
      const github = await ReviewService.start();
      const act = (commands: Readonly<Record<string, () => void>>) => {
        const event = pullRequest(base);
        const own = {
          ...env,
          GITHUB_API_URL: github.url,
          GITHUB_REPOSITORY: "owner/lamp",
          GITHUB_REF: "refs/pull/7/merge",
        };
        const runner = new GithubRunner(checkout, own, runnerTemp(), commands, event);
        return runner.job(".github/workflows/tightlip.yml", "check");
      };
      const nothing = () => {};
      const commands = commandsIn(checkout);
      const once = { "corepack enable": nothing };

      change("a note", { "notes.md": "# Notes\n" });
      const quiet = act(once);
      expect(quiet.ok, quiet.log).toBe(true);
      const [first] = (await github.state()).comments;
      expect(first!.body).toContain("It tells nobody anything else than the base.");

      const before = readFileSync(join(team.folder, kind.main), "utf8");
      change("tells the token", { [kind.main]: `${before}\n${TELLS_TOO}` });
      // Installed as before, and the project's own tests stand aside.
      const again = Object.fromEntries(commands.map((command) => [command, nothing]));
      const leaky = act(again);
      expect(leaky.ok).toBe(false);
      expect(leaky.summary).toContain(LEAK);
      const { comments } = await github.state();
      expect(comments).toHaveLength(1);
      expect(comments[0]!.body).toContain(LEAK);
      expect(comments[0]!.body.match(/^\| .*\b(?:keeps|leaks|unknown)\b/gm)).toHaveLength(kind.firmwares);
      await github.close();

      const gitlab = await ReviewService.start([], 1_000_000);
      const { script } = parse(readFileSync(join(checkout, ".gitlab/tightlip.yml"), "utf8")).tightlip as {
        readonly script: readonly string[];
      };
      const installs = script.slice(
        0,
        script.findIndex((line) => line.startsWith("if ")),
      );
      expect(installs.map((line) => line.replace(" --cache .cache/npm --prefer-offline", ""))).toEqual(
        commands,
      );
      const job = spawnSync("bash", ["-e", "-c", script.slice(installs.length).join("\n")], {
        cwd: checkout,
        encoding: "utf8",
        env: {
          ...env,
          GITLAB_CI: "true",
          CI_API_V4_URL: `${gitlab.url}/api/v4`,
          CI_PROJECT_ID: "42",
          CI_MERGE_REQUEST_IID: "7",
          CI_MERGE_REQUEST_DIFF_BASE_SHA: base,
          TIGHTLIP_GITLAB_TOKEN: "t-project",
        },
      });
      expect({ status: job.status, said: job.stdout }).toEqual({
        status: 1,
        said: expect.stringContaining("Commented on GitLab."),
      });
      const notes = (await gitlab.state()).comments;
      expect(notes).toHaveLength(1);
      expect(notes[0]!.body).toContain(LEAK);
      await gitlab.close();
    },
    PATIENCE_MS,
  );
});
