/** A stranger's checkout whose every file that some tool would run is a trap: no command of ours falls into one. */
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, utimesSync } from "node:fs";
import { delimiter, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { addFiles, tempFolder, tempProject } from "../compile/temp-project.ts";
import { tightlip } from "./cli.ts";

const HAS_GIT = process.platform !== "win32" && spawnSync("git", ["--version"]).status === 0;
const MAIN = 'import { delay } from "@devicescript/core"\nconsole.log("hello")\nawait delay(10)\nexport {}\n';
const COMMANDS: readonly string[][] = [
  ["check", "main.ts", "--for", "1s", "--report", "md,html,sarif"],
  ["build", "main.ts"],
  ["run", "main.ts", "--for", "1s"],
  ["diff", "main.ts", "other.ts", "--for", "1s"],
  ["flash", "main.ts", "--board", "esp32c3_bare", "--runtime", "sim", "--allow-leaks", "--dry-run"],
  ["scan", "a.log", "--secrets", "secrets.json"],
  ["boards"],
  ["doctor"],
];

describe.skipIf(!HAS_GIT)("nothing of a checkout runs at", () => {
  let project: string;
  let ran: string;
  let env: Record<string, string>;

  beforeAll(() => {
    ran = join(tempFolder(), "ran");
    const touch = `require("fs").appendFileSync(${JSON.stringify(ran)}, __filename)`;
    const script = `touch ${ran}; exit 1`;
    const hostile = (name: string) => ({
      [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: "2.16.4", main: "index.js" }),
      [`node_modules/${name}/index.js`]: touch,
      [`node_modules/${name}/built/devicescript-cli.cjs`]: touch,
      [`node_modules/${name}/src/index.ts`]: `export const delay = 1\n${touch}\n`,
    });
    const config = `module.exports = {}; ${touch}`;
    project = tempProject({
      "main.ts": MAIN,
      "other.ts": MAIN.replace("hello", "hullo"),
      "a.log": "nothing\n",
      "secrets.json": '{ "wifi.psk": "a-long-passphrase" }',
      "package.json": JSON.stringify({
        name: "trap",
        scripts: Object.fromEntries(
          ["preinstall", "install", "prepare", "pretest", "test", "build", "version", "start"].map((name) => [
            name,
            script,
          ]),
        ),
        babel: { presets: ["./trap.cjs"], plugins: ["./trap.cjs"] },
        imports: { "#x": "./trap.cjs" },
      }),
      "trap.cjs": touch,
      ...hostile("@devicescript/cli"),
      ...hostile("@devicescript/core"),
      ...hostile("@devicescript/compiler"),
      ...hostile("tightlip"),
      ...hostile("jiti"),
      ...hostile("typescript"),
      ...hostile("esptool-js"),
      ...hostile("serialport"),
      "tsconfig.json":
        '{ "extends": "./trap.cjs", "compilerOptions": { "plugins": [{ "name": "./trap.cjs" }] } }',
      "devsconfig.json": '{ "extends": "./trap.cjs", "hardware": {}, "scripts": { "build": "./trap.cjs" } }',
      ".npmrc": `script-shell=${project}/node_modules/.bin/git\nnode-options=--require ./trap.cjs\n`,
      ".env": "NODE_OPTIONS=--require=./trap.cjs\nTIGHTLIP_CACHE=.\nPATH=node_modules/.bin\n",
      ".envrc": script,
      ".nvmrc": "0",
      "babel.config.cjs": config,
      ".babelrc.cjs": config,
      "babel.config.js": config,
      "vitest.config.js": config,
      "vite.config.js": config,
      "jiti.config.js": config,
      "biome.json": '{ "extends": ["./trap.cjs"] }',
      "init.lua": `os.execute("touch ${ran}")`,
      ".gitattributes": "* filter=x diff=x\n",
      "services/.keep": "",
      "node_modules/.bin/.keep": "",
    });
    for (const name of ["git", "tshark", "tightlip", "node", "npm", "devs", "sh"]) {
      addFiles(project, { [`node_modules/.bin/${name}`]: `#!/bin/sh\n${script}\n` });
      chmodSync(join(project, "node_modules/.bin", name), 0o755);
    }
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.test", ...args], {
        cwd: project,
        stdio: "ignore",
      });
    git("init");
    git("add", "main.ts", "package.json", ".gitattributes");
    git("commit", "--message=first");
    for (const key of ["core.fsmonitor", "core.pager", "core.sshCommand", "diff.external", "filter.x.clean"])
      git("config", key, script);
    for (const key of ["filter.x.smudge", "filter.x.process", "diff.x.textconv", "gpg.program"])
      git("config", key, script);
    for (const key of ["alias.status", "alias.describe"]) git("config", key, `!${script}`);
    git("config", "core.hooksPath", "node_modules/.bin");
    for (const file of ["main.ts", "package.json"]) utimesSync(join(project, file), 1, 1);
    env = {
      PATH: [join(project, "node_modules/.bin"), process.env.PATH].join(delimiter),
      TIGHTLIP_CACHE: join(tempFolder(), "cache"),
      XDG_DATA_HOME: tempFolder(),
    };
    spawnSync("git", ["status"], { cwd: project });
    expect(existsSync(ran), "git alone falls into the traps").toBe(true);
    execFileSync("rm", [ran]);
  });

  it.each(COMMANDS.map((args) => [args[0], args] as const))("%s", async (_, args) => {
    const { stderr } = await tightlip(args, { cwd: project, env });
    expect(existsSync(ran) ? readFileSync(ran, "utf8") : "nothing", stderr).toBe("nothing");
  });
});
