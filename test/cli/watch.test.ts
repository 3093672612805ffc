/** Watching firmware: every change leads to a new verdict, on what changed and nothing else. */
import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { tempFolder, tempProject } from "../compile/temp-project.ts";
import { MAIN, tightlip } from "./cli.ts";

const HONEST = `import { readSetting } from "@devicescript/settings"
const token = await readSetting("token", "")
if (token.length > 400) console.log("long")
`;
const LEAKY = `${HONEST}console.log(token)\n`;
const POLICY = 'export default { secrets: ["settings.token"], for: "2s" };\n';

/** The command while it goes on. */
class Watch {
  output = "";
  private read = 0;
  private readonly child: ChildProcess;
  private readonly ended: Promise<number | null>;
  private told: () => void = () => {};

  constructor(
    private readonly folder: string,
    command: readonly string[],
  ) {
    const env = { ...process.env, NO_COLOR: "1", TIGHTLIP_CACHE: join(tempFolder(), "cache") };
    const [program, ...args] = command;
    this.child = spawn(program, args, { cwd: folder, env });
    for (const stream of [this.child.stdout!, this.child.stderr!])
      stream.setEncoding("utf8").on("data", (text) => {
        this.output += text;
        this.told();
      });
    this.ended = new Promise((resolve) => this.child.on("close", resolve));
    onTestFinished(() => void this.child.kill("SIGKILL"));
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text);
  }

  /** Everything that was written since the last call, up to and with a text. */
  async until(text: string): Promise<string> {
    for (;;) {
      const at = this.output.indexOf(text, this.read);
      if (at >= 0) {
        const from = this.read;
        this.read = at + text.length;
        return this.output.slice(from, this.read);
      }
      const gone = this.ended.then((code) => {
        throw new Error(`ended with ${code} before "${text}":\n${this.output}`);
      });
      await Promise.race([gone, new Promise<void>((told) => (this.told = told))]);
    }
  }

  async end(how: NodeJS.Signals | string): Promise<number | null> {
    if (how === "SIGINT" || how === "SIGTERM") this.child.kill(how);
    else this.child.stdin!.write(how);
    return await this.ended;
  }
}

function watching(folder: string, ...args: readonly string[]): Watch {
  return new Watch(folder, [process.execPath, MAIN, "check", "--watch", ...args]);
}

const WAITING = "Waiting for a change";

function project(files: Readonly<Record<string, string>> = {}): string {
  return tempProject({
    "package.json": '{ "name": "p" }',
    "main.ts": HONEST,
    "main.policy.ts": POLICY,
    ...files,
  });
}

it("says what is different after each change, and ends with the last verdict", async () => {
  const watch = watching(project(), "main.ts", "--no-explore");
  expect(await watch.until(WAITING)).toMatch(/✔ .* keeps: settings\.token stays home/);

  watch.write("main.ts", LEAKY);
  const worse = await watch.until(WAITING);
  expect(worse).toContain("Changed: main.ts\n");
  expect(worse).toContain("so far: leaks settings.token in");
  expect(worse).toMatch(/✖ .* leaks: settings\.token does not stay home/);
  expect(worse).toMatch(
    /Since the last check:\n {4}\+ settings\.token → cable by log: clear .* at main\.ts:4/,
  );

  watch.write("main.ts", `// One line more\n${LEAKY}`);
  const same = await watch.until(WAITING);
  expect(same).toContain("at main.ts:5");
  expect(same).not.toContain("Since the last check");

  watch.write("main.ts", "const token: number = 'text'\n");
  expect(await watch.until(WAITING)).toMatch(/did not build\n\n +main\.ts:1:7/);

  watch.write("main.ts", HONEST);
  expect(await watch.until(WAITING)).toContain("keeps: settings.token stays home");
  expect(await watch.end("SIGINT")).toBe(0);
});

it("reads a changed policy anew, and goes on after a mistake in it", async () => {
  const watch = watching(project(), "main.ts", "--no-explore");
  await watch.until(WAITING);
  watch.write("main.policy.ts", POLICY.replace("for:", "expected: { verdict: 'leaks' }, for:"));
  expect(await watch.until(WAITING)).toContain('the verdict is "keeps", expected was "leaks"');
  watch.write("main.policy.ts", POLICY.replace("secrets:", "secret:"));
  const mistake = await watch.until(WAITING);
  expect(mistake).toContain('✖ main.policy.ts: line 1: "secret" is not known. Did you mean "secrets"?');
  watch.write("main.policy.ts", POLICY);
  expect(await watch.until(WAITING)).toContain("keeps: settings.token stays home");
  expect(await watch.end("SIGTERM")).toBe(0);
});

it("checks only what a change concerns", async () => {
  const other = {
    "lamp/main.ts": HONEST,
    "lamp/main.policy.ts": POLICY,
    "shared.ts": "export const A = 1\n",
  };
  const watch = watching(project(other), ".", "--no-explore", "--no-cache");
  expect(await watch.until(WAITING)).toContain("lamp keeps");
  watch.write("notes.md", "Nothing that firmware is built from.\n");
  watch.write("shared.ts", "export const A = 2\n");
  watch.write("main.ts", LEAKY);
  const changed = await watch.until(WAITING);
  expect(changed).toContain("leaks: settings.token");
  expect(changed).not.toContain("lamp");
  expect(await watch.end("SIGINT")).toBe(1);
});

it("breaks off a check that a change has overtaken", async () => {
  const watch = watching(project(), "main.ts", "--explore", "1000000");
  await watch.until("so far: no leak");
  watch.write(
    "main.ts",
    LEAKY.replace("console", "await ds.sleep(1)\nconsole").replace(
      /^/,
      'import * as ds from "@devicescript/core"\n',
    ),
  );
  // The search for a trigger would take hours.
  await watch.until("Changed: main.ts");
  await watch.until("so far: leaks settings.token");
  expect(await watch.end("SIGINT")).toBe(130);
});

it.runIf(process.platform === "linux")("listens to keys of a terminal", async () => {
  const command = `${process.execPath} ${MAIN} check --watch main.ts --no-explore`;
  const watch = new Watch(project(), ["env", "CI=1", "script", "-qefc", command, "/dev/null"]);
  await watch.until("(r checks again, q quits).");
  expect(await watch.end("q")).toBe(0);
});

it("refuses what says nothing to somebody who watches", async () => {
  const { code, stderr } = await tightlip(["check", "--watch", "--json"], { cwd: project() });
  expect(code).toBe(2);
  expect(stderr).toBe("✖ --watch goes on until it is ended: leave --json out, or --watch.\n");
});
