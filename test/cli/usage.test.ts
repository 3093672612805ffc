import { chmodSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { VERSION } from "../../src/version.ts";
import { tempFolder, tempProject } from "../compile/temp-project.ts";
import { lines, looksLikeStackTrace, type Outcome, tightlip, tightlipEach } from "./cli.ts";

const QUIET = 'console.log("hello");\n';

/** Standard error for wrong command lines: one line each, with nothing on standard output. */
async function complaints(commands: readonly (readonly string[])[], cwd?: string): Promise<string[]> {
  const outcomes = await tightlipEach(commands, { cwd });
  return outcomes.map((outcome) => complaintOf(outcome));
}

async function complaint(args: readonly string[], cwd?: string): Promise<string> {
  return complaintOf(await tightlip(args, { cwd }));
}

function complaintOf({ code, stdout, stderr }: Outcome): string {
  expect(stdout).toBe("");
  expect(looksLikeStackTrace(stderr)).toBe(false);
  // A syntax error is shown with its line and a caret below it.
  expect(lines(stderr)).toHaveLength(stderr.includes("Unexpected token") ? 3 : 1);
  expect(code).toBe(2);
  return stderr;
}

describe("tightlip on its own", () => {
  it("explains itself", async () => {
    const alone = await tightlip([]);
    const help = await tightlip(["--help"]);
    expect(alone).toEqual({ code: 0, stdout: help.stdout, stderr: "" });
    for (const command of ["check", "build", "run", "diff"]) expect(alone.stdout).toContain(`  ${command} `);
  });

  it("shows examples and exit codes for each command", async () => {
    const [help] = await tightlipEach([["--help"]]);
    const list = help!.stdout.slice(help!.stdout.indexOf("Commands:"), help!.stdout.indexOf("Exit codes:"));
    const commands = [...list.matchAll(/^ {2}([a-z]+)/gm)].map((match) => match[1]!);
    expect(commands).toEqual(expect.arrayContaining(["check", "flash", "init", "completion"]));
    const pages = await tightlipEach(commands.map((command) => [command, "--help"]));
    for (const [i, { code, stdout }] of pages.entries()) {
      expect(code).toBe(0);
      expect(stdout).toMatch(new RegExp(`\\nExamples:\\n.*tightlip ${commands[i]}`));
      expect(stdout).toMatch(/\nExit codes:\n {2}0 /);
    }
  });

  it("says its version, and what that rests on", async () => {
    const [{ code, stdout }] = await tightlipEach([["--version"]]);
    expect(code).toBe(0);
    expect(stdout).toBe(`tightlip ${VERSION}, DeviceScript 2.16.4, Node ${process.versions.node}\n`);
  });
});

describe("a mistyped command line", () => {
  it("gets a guess at the command that was meant", async () => {
    expect(await complaints([["chekc", "kettle"], ["biuld"], ["frobnicate"]])).toEqual([
      expect.stringContaining('Did you mean "check"?'),
      expect.stringContaining('Did you mean "build"?'),
      expect.stringContaining('unknown command "frobnicate"'),
    ]);
  });

  it("gets a guess at the flag that was meant", async () => {
    expect(await complaints([["check", "--jsno"], ["run", "--sede", "1"], ["--frobnicate"]])).toEqual([
      expect.stringContaining('Did you mean "--json"?'),
      expect.stringContaining('Did you mean "--seed"?'),
      expect.stringContaining('unknown option "--frobnicate"'),
    ]);
  });

  const WRONG: readonly (readonly [args: readonly string[], reason: string])[] = [
    [["check", "--seed", "x"], "whole number"],
    [["check", "--seed", "-1"], "whole number"],
    [["check", "--seed", "1.5"], "whole number"],
    [["check", "--seed", "99999999999999999999"], "whole number"],
    [["check", "--seed"], "--seed"],
    [["check", "--require", "90"], "a share from 0% to 100%, such as 90%"],
    [["check", "--require", "101%"], "a share from 0% to 100%, such as 90%"],
    [["check", "--for", "5"], "such as 500ms"],
    [["check", "--for", "-5s"], "such as 500ms"],
    [["run", "--for", "0s"], "such as 500ms"],
    [["run", "--until", "tomorrow"], "such as 500ms"],
    [["check", "--for", "5s", "--until", "6s"], "cannot be used with"],
    [["run", "a.ts", "b.ts"], "too many arguments"],
  ];
  let refusals: readonly string[];
  beforeAll(async () => {
    refusals = await complaints(WRONG.map(([args]) => args));
  });

  it.each(WRONG.map(([args, reason], i) => [args, reason, i] as const))(
    "is refused with a reason: %j",
    (_, reason, i) => {
      expect(refusals[i]).toContain(reason);
    },
  );
});

describe("a firmware that is not there", () => {
  it("is named, with a guess at what was meant", async () => {
    const commands = [
      ["check", "nonsense"],
      ["check", "ketle"],
      ["run", "nope.ts"],
      ["build", "nope.ts"],
    ];
    expect(await complaints(commands)).toEqual([
      expect.stringContaining("nonsense: no such file, folder or appliance"),
      expect.stringContaining('Did you mean "kettle"?'),
      expect.stringContaining("nope.ts: no such file"),
      expect.stringContaining("nope.ts: no such file"),
    ]);
  });

  it("is known when it is written as on Windows", async () => {
    const commands = ["check", "run"].map((command) => [command, "devs\\appliances\\kettle\\main.ts"]);
    for (const stderr of await complaints(commands))
      expect(stderr).toMatch(/no such file.* Did you mean "devs\/appliances\/kettle\/main\.ts"\?\n$/);
  });

  it("is not looked for in a folder without any", async () => {
    expect(await complaint(["check", "services"])).toContain("services: no firmware in this folder");
  });

  it("is not a file of another kind", async () => {
    expect(await complaint(["check", "README.md"])).toContain("is not TypeScript");
  });

  it("is not one outside of a DeviceScript project", async () => {
    const folder = tempFolder({ "main.ts": QUIET });
    const commands = ["check", "run", "build"].map((command) => [command, "main.ts"]);
    for (const stderr of await complaints(commands, folder))
      expect(stderr).toContain("not in a DeviceScript project");
  });

  it.skipIf(process.getuid?.() === 0)("is not one that may not be looked at", async () => {
    const folder = tempProject({ "locked/main.ts": QUIET });
    chmodSync(join(folder, "locked"), 0);
    expect(await complaint(["check", "locked"], folder)).toContain("locked: cannot be read (EACCES)");
    chmodSync(join(folder, "locked"), 0o700);
  });

  it("is not one whose name no file can have", async () => {
    expect(await complaint(["check", `${"x".repeat(300)}.ts`])).toContain("cannot be read (ENAMETOOLONG)");
  });
});

describe("a board that is not known", () => {
  it("is refused with a guess", async () => {
    const stderr = await complaint(["check", "kettle", "--board", "esp32c3_bar"]);
    expect(stderr).toContain('unknown board "esp32c3_bar". Did you mean "esp32c3_bare"?');
  });
});

describe("a policy that is wrong", () => {
  const cases: Readonly<Record<string, readonly [policy: string, complaint: string]>> = {
    "an unknown key": ["export default { secrts: [] };", '"secrts" is not known. Did you mean "secrets"?'],
    "an unknown observer": [
      'export default {\n  expected: { verdict: "leaks", findings: [{ secret: "wifi.psk", observer: "airs", degree: "clear" }] },\n};',
      'line 2: "expected.findings.0.observer" is "airs"',
    ],
    "a bad duration": ['export default { for: "5 parsecs" };', "such as 500ms, 60s, 5m or 24h"],
    "a list where an object belongs": ["export default [];", "default export"],
    "no default export": ["export const policy = {};", "default export"],
    "an exception": ['throw new Error("out of tea");', "the policy cannot be loaded: out of tea"],
    "a syntax error": ["export default {", "the policy cannot be loaded: Unexpected token"],
    "an import that is not there": ['import "./nowhere.ts";', "the policy cannot be loaded"],
  };
  const project = tempProject(
    Object.fromEntries(
      Object.values(cases).flatMap(([policy], i) => [
        [`case${i}.ts`, QUIET],
        [`case${i}.policy.ts`, policy],
      ]),
    ),
  );

  let refusals: readonly string[];
  beforeAll(async () => {
    const files = Object.keys(cases).map((_, i) => `case${i}.ts`);
    refusals = await complaints(
      files.map((file) => ["check", file, "--json"]),
      project,
    );
  });

  for (const [i, [name, [, expected]]] of Object.entries(cases).entries()) {
    it(`is refused with its place and reason: ${name}`, () => {
      expect(refusals[i]).toContain(`✖ case${i}.policy.ts:`);
      expect(refusals[i]).toContain(expected);
    });
  }

  it("gets a guess at the observer that was meant", async () => {
    expect(await complaint(["check", "case1.ts"], project)).toContain('Did you mean "air"?');
  });

  it("is refused before anything is judged", async () => {
    expect(await complaint(["check", "case2.ts", "case0.ts"], project)).toContain("case2.policy.ts");
  });
});

describe("a program that its author did not finish", () => {
  const project = tempProject({
    "wrong-type.ts": 'const celsius: number = "hot";\nconsole.log(celsius);\n',
    "wrong-syntax.ts": "const = ;\n",
    "fine.ts": QUIET,
  });

  it("is shown with the line that does not compile", async () => {
    const wrong = ["wrong-type.ts", "wrong-syntax.ts"];
    const outcomes = await tightlipEach(
      wrong.map((file) => ["check", file]),
      { cwd: project },
    );
    for (const [i, { code, stdout, stderr }] of outcomes.entries()) {
      expect(code).toBe(3);
      expect(stderr).toBe("");
      expect(stdout).toContain("did not build");
      expect(stdout.split(`${wrong[i]}:1:7: `)).toHaveLength(2);
      expect(stdout).toContain("> 1 |");
      expect(looksLikeStackTrace(stdout + stderr)).toBe(false);
    }
  });

  it("ends run and build with the same code", async () => {
    const commands = ["run", "build"].map((command) => [command, "wrong-type.ts"]);
    for (const { code, stdout, stderr } of await tightlipEach(commands, { cwd: project })) {
      expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
      expect(stderr.split("wrong-type.ts:1:7: ")).toHaveLength(2);
      expect(lines(stderr).at(-1)).toBe("✖ wrong-type.ts: did not build (1 error).");
      expect(looksLikeStackTrace(stderr)).toBe(false);
    }
  });

  it("still has a place in the JSON report, and does not stop the others from being judged", async () => {
    const { code, stdout } = await tightlip(["check", "wrong-type.ts", "fine.ts", "--json"], {
      cwd: project,
    });
    expect(code).toBe(3);
    const [broken, fine] = JSON.parse(stdout).appliances;
    expect(broken).toMatchObject({ image: null, verdict: "unknown", virtualMicros: null, runs: 0 });
    expect(broken.reason).toContain("wrong-type.ts:1:7");
    expect(fine).toMatchObject({ verdict: "unknown", virtualMicros: 60e6 });
  });
});

it("a cache that cannot be written is a warning, and work goes on", async () => {
  const project = tempProject({ "main.ts": QUIET });
  const env = { TIGHTLIP_CACHE: join(tempFolder({ "not-a-folder": "" }), "not-a-folder") };
  const { code, stdout, stderr } = await tightlip(["build", "main.ts"], { cwd: project, env });
  expect(code).toBe(0);
  expect(stdout).toContain("bytes of bytecode");
  expect(lines(stderr)).toHaveLength(1);
  expect(stderr).toMatch(/^! can't write the cache/);
});

it("--debug works before and after the command's name, and shows where an error arose", async () => {
  const commands = [
    ["--debug", "check", "nonsense"],
    ["check", "nonsense", "--debug"],
  ];
  for (const { code, stderr } of await tightlipEach(commands)) {
    expect(code).toBe(2);
    expect(looksLikeStackTrace(stderr)).toBe(true);
  }
});
