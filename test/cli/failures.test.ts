/** Output and exit code of the command when the machine fails it: never a verdict, never a stack trace. */
import { spawnSync } from "node:child_process";
import { chmodSync, chownSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { tempFolder, tempProject } from "../compile/temp-project.ts";
import { SOAK } from "../soak.ts";
import { lines, looksLikeStackTrace, type Outcome, REPOSITORY, tightlipEach } from "./cli.ts";

const START = join(REPOSITORY, "dist/src/cli/start.js");
const MAIN = 'console.log("hello")\nexport {}\n';

/** Runs the command under a shell's restrictions. */
function under(restriction: string, args: string, env: Readonly<Record<string, string>> = {}) {
  const cwd = tempProject({ "package.json": "{}", "main.ts": MAIN });
  const script = restriction.replace("TIGHTLIP", `"${process.execPath}" "${START}" ${args}`);
  const { status, stdout, stderr } = spawnSync("bash", ["-c", script], {
    cwd,
    env: { ...process.env, ...env },
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

describe.skipIf(process.platform !== "linux")("a check", () => {
  it("whose JSON does not fit on the disk ends with 70, whatever it found", () => {
    const { status, stderr } = under("TIGHTLIP > /dev/full", "check main.ts --for 1s --json");
    expect(status).toBe(70);
    expect(stderr).toContain("I/O error: ENOSPC");
    expect(looksLikeStackTrace(stderr)).toBe(false);
  });

  it.each([20, 24, 28])("that may open only %i files ends with 70, or well", (handles) => {
    const { status, stderr } = under(`ulimit -n ${handles}; TIGHTLIP`, "check main.ts --for 1s");
    // Node itself needs some to start at all.
    expect([4, 70, 134]).toContain(status);
    expect(looksLikeStackTrace(stderr) && status !== 134).toBe(false);
  });
});

it("on a Node that is too old says so first, whatever comes then", () => {
  const old = "data:text/javascript,Object.defineProperty(process,'versions',{value:{node:'18.20.8'}})";
  const { stderr } = spawnSync(process.execPath, ["--import", old, START, "--version"], {
    encoding: "utf8",
  });
  expect(stderr).toMatch(/^! Node 18\.20\.8 is too old: install 20\.19 or later/);
});

const FLASH = "flash main.ts --board esp32c3_bare --runtime sim --allow-leaks --dry-run";

describe.skipIf(process.platform === "win32")("a home", () => {
  it.each<[string, () => string]>([
    ["that is not there", () => `HOME=${join(tempFolder(), "none/home")}`],
    ["that is no folder", () => "HOME=/dev/null"],
    ["that nothing says", () => "-u HOME"],
    ["that nothing can be written to", () => `HOME=${locked()}`],
    ["of somebody else's", () => `HOME=${foreign()}`],
  ])("%s changes no result", (_, home) => {
    const commands = SOAK
      ? { "check main.ts --for 1s": 4, "build main.ts": 0, [FLASH]: 0, "label label.txt": 0 }
      : { "check main.ts --for 1s": 4 };
    for (const [args, code] of Object.entries(commands)) {
      const elsewhere = { TIGHTLIP_CACHE: "", XDG_DATA_HOME: "", XDG_CACHE_HOME: "" };
      const { status, stderr } = under(`env ${home()} TIGHTLIP`, args, elsewhere);
      expect(status, stderr).toBe(code);
      expect(lines(stderr).every((line) => line.startsWith("! "))).toBe(true);
    }
  });
});

function locked(): string {
  const home = tempFolder();
  chmodSync(home, 0o500);
  return home;
}

function foreign(): string {
  const home = tempFolder();
  if (process.getuid?.() === 0) chownSync(home, 12_345, 12_345);
  return home;
}

describe("a scenario", () => {
  const WRONG: readonly (readonly [what: string, text: string])[] = [
    ["aliases that grow without end", `name: x\nsteps: &a [1]\nb: [*a, *a]\n`],
    ["an alias of itself", "name: x\nsteps: &a [*a]\n"],
    ["a tag", 'name: x\nsteps: !!js/function "x"\n'],
    ["a map of maps as a key", "? {a: 1}\n: b\n"],
    ["a name of the language's own", '{ "__proto__": { "name": "x", "steps": [] } }'],
    ["too deep a list", `name: x\nsteps: ${"[".repeat(50_000)}\n`],
    ["too large a file", `name: x\n#${" ".repeat(2 ** 20)}\n`],
  ];
  let outcomes: readonly Outcome[];
  beforeAll(async () => {
    const files = Object.fromEntries(WRONG.map(([, text], i) => [`s${i}.yaml`, text]));
    const commands = Object.keys(files).map((file) => ["run", "main.ts", "--scenario", file]);
    outcomes = await tightlipEach(commands, { cwd: tempProject({ "main.ts": MAIN, ...files }) });
  });

  it.each(WRONG.map(([what], i) => [what, i] as const))("with %s is a mistake in its file", (_, i) => {
    const { code, stderr } = outcomes[i];
    expect(code).toBe(2);
    expect(lines(stderr)).toHaveLength(1);
    expect(stderr).toContain(`✖ s${i}.yaml`);
  });
});

describe.skipIf(process.platform === "win32")("a file with secrets that others can read is warned of", () => {
  const LABEL = ["--label", "label.txt"];
  const READERS: readonly (readonly [mode: number, who: string])[] = [
    [0o644, "every user of this computer"],
    [0o640, "the group that it belongs to"],
  ];
  const COMMANDS: readonly (readonly [what: string, file: string, args: readonly string[]])[] = [
    ["--secrets names", "secrets.json", ["scan", "a.log", "--secrets", "secrets.json"]],
    [
      "--secrets names",
      "secrets.json",
      ["provision", ...LABEL, "--secrets", "secrets.json", "--port", "nowhere"],
    ],
    ["--label names", "label.txt", ["provision", ...LABEL, "--secrets", "secrets.json", "--port", "nowhere"]],
    ["--label names", "label.txt", ["monitor", ...LABEL, "--port", "nowhere"]],
    ["--use-label names", "label.txt", ["flash", "main.ts", "--use-label", "label.txt", "--port", "nowhere"]],
    ["the label", "label.txt", ["label", "label.txt"]],
    [
      "--keylog names",
      "keys.txt",
      ["scan", "a.log", "--secrets", "secrets.json", "--keylog", "keys.txt", "--json"],
    ],
  ];
  const FILES: Readonly<Record<string, string>> = {
    "secrets.json": '{ "wifi.ssid": "Lighthouse-5G", "wifi.psk": "a-long-passphrase" }',
    "label.txt": "Pairing code: 0123-4567-89AB-CDEF\n",
    "keys.txt": "",
    "a.log": "nothing\n",
  };

  /** The arguments of a command with files of its own, of which one has this mode. */
  function withOwnFiles(args: readonly string[], file: string, mode: number): string[] {
    const folder = tempFolder(FILES);
    for (const name of Object.keys(FILES)) chmodSync(join(folder, name), name === file ? mode : 0o600);
    return args.map((arg) => (arg in FILES ? join(folder, arg) : arg));
  }

  let warnings: readonly string[][];
  beforeAll(async () => {
    const modes = [0o600, ...READERS.map(([mode]) => mode)];
    const commands = COMMANDS.flatMap(([, file, args]) =>
      modes.map((mode) => withOwnFiles(args, file, mode)),
    );
    const outcomes = await tightlipEach(commands, { cwd: tempFolder() });
    warnings = outcomes.map(({ stderr }) => lines(stderr).filter((line) => line.includes("can be read by")));
  });

  it.each(COMMANDS.map(([what, file], i) => [what, file, i] as const))("%s: %s", (what, _, i) => {
    const [own, ...others] = warnings.slice(3 * i);
    expect(own).toEqual([]);
    for (const [j, [, who]] of READERS.entries())
      expect(others[j]).toEqual([
        expect.stringMatching(new RegExp(`^! .*${what} can be read by ${who}: chmod 600 it\\.$`)),
      ]);
  });
});
