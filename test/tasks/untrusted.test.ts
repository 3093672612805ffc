/**
 * Checks of a checkout that is not trusted. Each attack is one that succeeds where the checkout is trusted: a program
 * of its runs, or its own word makes firmware that leaks pass.
 */
import { execFileSync } from "node:child_process";
import { existsSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { jsonReport } from "../../src/report/json.ts";
import { trustLines } from "../../src/report/trust.ts";
import { type CheckItem, type CheckRequest, type CheckResult, check } from "../../src/tasks/check.ts";
import type { TaskEvent } from "../../src/tasks/progress.ts";
import { addFiles, tempProject } from "../compile/temp-project.ts";

const LEAKY = `import { readSetting } from "@devicescript/settings";
console.log("token " + (await readSetting("token", "")));
`;
const QUIET = `import { readSetting } from "@devicescript/settings";
const token = await readSetting("token", "");
console.log(token.length > 3);
`;
const REPLIES = `import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
const token = await readSetting("token", "");
const reply = await (await fetch("http://cloud.example.com/next")).text();
if (reply === "open sesame") console.log("token " + token);
`;
const RELEASE = {
  ...{ name: "the log is for us", secret: "settings.token", observer: "cable", channel: "log" },
  why: "it is a prototype",
};
const program = (policy: object) => `export default ${JSON.stringify(policy)};\n`;

interface Options {
  readonly policyFrom?: string;
  readonly trusted?: true;
  readonly baseline?: string;
  readonly target?: string;
}

async function checked(
  project: string,
  options: Options = {},
): Promise<CheckResult & { readonly warnings: readonly string[] }> {
  const request: CheckRequest = {
    targets: [join(project, options.target ?? "main.ts")],
    ...{
      seed: 1,
      virtualMicros: 2_000_000,
      board: null,
      scenario: null,
      explore: 0,
      require: null,
      work: 1,
      threads: null,
    },
    baseline: options.baseline === undefined ? null : { file: join(project, options.baseline), update: null },
    against: null,
    untrusted: options.trusted ? null : { policyFrom: options.policyFrom ?? null },
    ...{ reports: [], reportFolder: "." },
  };
  const warnings: string[] = [];
  const on = (event: TaskEvent<CheckItem>) => {
    if (event.kind === "warning") warnings.push(event.message);
  };
  return { ...(await check(request, { on, signal: new AbortController().signal })), warnings };
}

const said = ({ document }: CheckResult) => trustLines(document.trust!).join("\n");

function git(project: string, ...args: readonly string[]): string {
  const identity = ["-c", "user.name=a", "-c", "user.email=a@b.test"];
  return execFileSync("git", [...identity, ...args], { cwd: project, encoding: "utf8" }).trim();
}

/** A repository whose first commit has these files. */
function repository(files: Readonly<Record<string, string>>): string {
  const project = tempProject(files);
  git(project, "init", "--quiet", "--initial-branch=main");
  git(project, "add", "--all");
  git(project, "commit", "--quiet", "--message=trusted");
  return project;
}

describe("a checkout that is not trusted", () => {
  it.each([
    ["policy", "main.policy.ts"],
    ["config", "tightlip.config.ts"],
  ])("does not run its %s, and says so", async (_, file) => {
    const project = tempProject({ "main.ts": LEAKY });
    const marker = join(project, "ran");
    writeFileSync(
      join(project, file),
      `import { writeFileSync } from "node:fs";\nwriteFileSync(${JSON.stringify(marker)}, "");\nexport default {};\n`,
    );
    const result = await checked(project);
    expect(existsSync(marker)).toBe(false);
    expect(result.exitCode).toBe(1);
    expect(said(result)).toMatch(new RegExp(`${file} is a program, so it did not run`));
    await checked(project, { trusted: true });
    expect(existsSync(marker)).toBe(true);
  });

  const excuses: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ["a release", { releases: [RELEASE] }],
    ["a setting that is public", { public: ["token"] }],
    ["a verdict that is expected", { expected: { verdict: "leaks", findings: [] } }],
    ["a shorter run", { for: "1ms" }],
    [
      "a secret that is kept elsewhere",
      { secrets: [{ name: "settings.token", setting: "other", optional: true }] },
    ],
    ["a scenario in which nothing happens", { scenarios: [{ name: "off", steps: [{ do: "cutPower" }] }] }],
  ];
  it.each(excuses)("cannot excuse its leak by %s", async (_, policy) => {
    const project = tempProject({ "main.ts": LEAKY, "main.policy.json": JSON.stringify(policy) });
    const result = await checked(project);
    expect(result.exitCode).toBe(1);
    expect(result.document.reported[0]).toMatchObject({ verdict: { word: "leaks" } });
    const [field] = Object.keys(policy);
    if (field !== "scenarios") expect(said(result)).toContain(`main.policy.json: ${field} did not count.`);
  });

  it("cannot excuse its leak by a baseline of its own; one that lies elsewhere counts", async () => {
    const project = tempProject({ "main.ts": LEAKY });
    const first = await checked(project);
    const [{ verdict }] = first.document.reported as unknown as [
      { verdict: { findings: { fingerprint: string }[] } },
    ];
    const suppression = {
      ...{ main: "main.ts", rule: "clear/log", secret: "settings.token", observer: "cable", to: null },
      ...{ fingerprint: verdict.findings[0]!.fingerprint, reason: "a prototype", expires: null },
    };
    const text = JSON.stringify({ schema: 1, suppressions: [suppression] });
    addFiles(project, { "known.json": text });
    const own = await checked(project, { baseline: "known.json" });
    expect(own.exitCode).toBe(1);
    expect(said(own)).toContain("known.json: suppressions did not count.");
    const elsewhere = tempProject({ "known.json": text });
    const known = await checked(project, { baseline: `../${elsewhere.split("/").at(-1)}/known.json` });
    expect(known.exitCode).toBe(0);
    symlinkSync(join(elsewhere, "known.json"), join(project, "link.json"));
    symlinkSync(elsewhere, join(project, "folder"));
    for (const baseline of ["link.json", "folder/known.json"])
      expect((await checked(project, { baseline })).exitCode).toBe(1);
  });

  it("is checked by what makes the check stricter", async () => {
    const policy =
      "secrets:\n  - settings.serial\nscenarios:\n  - name: a call\n    steps:\n      - { do: reply, host: cloud.example.com, body: open sesame }\n";
    const result = await checked(tempProject({ "main.ts": REPLIES, "main.policy.yaml": policy }));
    expect(result.document.reported[0]).toMatchObject({ verdict: { word: "leaks" } });
    const alone = await checked(tempProject({ "main.ts": REPLIES }));
    expect(alone.document.reported[0]).not.toMatchObject({ verdict: { word: "leaks" } });
  });

  it("cannot show a file from elsewhere by a link to it", async () => {
    const secret = tempProject({ "secret.yaml": "sesame: [\n" });
    const project = tempProject({ "main.ts": LEAKY });
    symlinkSync(join(secret, "secret.yaml"), join(project, "main.policy.yaml"));
    await expect(checked(project)).rejects.toThrow(
      /main\.policy\.yaml: is a link that leads out of the project/,
    );
    await expect(checked(project)).rejects.not.toThrow("sesame");
  });

  it.each([
    ["a comment", '/*\nimport "node:fs"\n*/\n'],
    ["an import of types", '// @ts-ignore\nimport type { Stats } from "node:fs";\n'],
    ["a first line for a shell", "#!/usr/bin/env node\n"],
  ])("cannot hide firmware as a program for Node by %s", async (_, head) => {
    const project = tempProject({ "a/main.ts": QUIET, "b/main.ts": head + LEAKY });
    expect((await checked(project, { target: "." })).exitCode).toBe(1);
  });

  it("has its programs for Node named, and not checked", async () => {
    const tool = 'import { readFileSync } from "node:fs";\nconsole.log(readFileSync("x", "utf8"));\n';
    const project = tempProject({ "a/main.ts": QUIET, "tool/main.ts": tool });
    const { exitCode, document, warnings } = await checked(project, { target: "." });
    expect(exitCode).toBe(0);
    expect(document.reported.map(({ main }) => main)).toEqual(["a/main.ts"]);
    expect(warnings).toEqual([expect.stringContaining("tool/main.ts: looks like a program for Node")]);
  });

  it("cannot hide firmware behind a link to a folder, and is looked at once", async () => {
    const project = tempProject({ "devs/a/main.ts": QUIET, "real/b/main.ts": LEAKY });
    symlinkSync("../real/b", join(project, "devs/b"));
    symlinkSync("..", join(project, "devs/again"));
    symlinkSync("../../devs", join(project, "devs/a/again"));
    const { exitCode, document } = await checked(project, { target: "devs" });
    expect(exitCode).toBe(1);
    expect(document.reported).toHaveLength(2);
  });

  it("cannot make its check endless by what it asks for", async () => {
    const scenarios = Array.from({ length: 11 }, (_, i) => ({ name: `s${i}`, steps: [] }));
    const project = tempProject({ "main.ts": LEAKY, "main.policy.json": JSON.stringify({ scenarios }) });
    await expect(checked(project)).rejects.toThrow("scenarios are more than 10");
  });

  it("has its replay commands say so", async () => {
    const { document } = await checked(tempProject({ "main.ts": LEAKY }));
    expect(document.reported[0]).toMatchObject({
      verdict: {
        findings: expect.arrayContaining([
          expect.objectContaining({ replay: expect.stringContaining(" --untrusted ") }),
        ]),
      },
    });
  });
});

describe("a commit that is trusted", () => {
  it("gives the policy, also one that is a program; the change's own does not count and is named", async () => {
    const project = repository({
      "main.ts": LEAKY,
      "main.policy.ts": `import { WHY } from "./why.ts";\nexport default { releases: [{ ...${JSON.stringify({ ...RELEASE, name: "an old one", secret: "wifi.psk" })}, why: WHY }] };\n`,
      "why.ts": 'export const WHY = "it was so";\n',
    });
    const marker = join(project, "ran");
    const hostile = `require("node:fs").writeFileSync(${JSON.stringify(marker)}, "");\n`;
    addFiles(project, {
      "why.ts": hostile,
      "main.policy.ts": `${hostile}${program({ releases: [RELEASE] })}`,
    });
    const result = await checked(project, { policyFrom: "main" });
    expect(existsSync(marker)).toBe(false);
    expect(result.exitCode).toBe(1);
    expect(said(result)).toContain("policies, config and baseline were those of main (");
    expect(said(result)).toMatch(/The policy .*main\.policy\.ts is changed/);
    expect(result.document.trust!.policiesFrom!.commit).toBe(git(project, "rev-parse", "main"));
  });

  it("lets pass what it allows", async () => {
    const project = repository({ "main.ts": LEAKY, "main.policy.ts": program({ releases: [RELEASE] }) });
    const result = await checked(project, { policyFrom: "HEAD" });
    expect(result.exitCode).toBe(0);
    expect(result.document.trust!.changes).toEqual([]);
  });

  it("is compared with the change, part by part", async () => {
    const project = repository({
      "main.ts": LEAKY,
      "main.policy.yaml": "for: 2s\nreleases: []\n",
      "tightlip.config.ts": program({ seed: 1, releases: [{ ...RELEASE, secret: "wifi.psk" }] }),
    });
    addFiles(project, {
      "main.policy.yaml": `for: 1s\nreleases:\n  - ${JSON.stringify(RELEASE)}\n`,
      "tightlip.config.ts": program({
        seed: 2,
        releases: [{ ...RELEASE, name: "another", secret: "wifi.psk" }],
      }),
    });
    const { document, exitCode } = await checked(project, { policyFrom: "main" });
    expect(exitCode).toBe(1);
    expect(document.trust!.changes).toEqual([
      {
        file: expect.stringMatching(/main\.policy\.yaml$/),
        about: "policy",
        parts: [
          { field: "for", name: null, change: "altered" },
          { field: "releases", name: "the log is for us", change: "added" },
          { field: "releases", name: null, change: "removed" },
        ],
      },
      {
        file: expect.stringMatching(/tightlip\.config\.ts$/),
        about: "config",
        parts: [
          { field: "releases", name: "another", change: "added" },
          { field: "releases", name: "the log is for us", change: "removed" },
          { field: "seed", name: null, change: "altered" },
        ],
      },
    ]);
    expect(JSON.parse(jsonReport(document)).trust).toEqual(document.trust);
  });

  it("has the config of its own project, wherever the change puts a project's root", async () => {
    const config = { secrets: [{ name: "code", setting: "serial" }] };
    const reads =
      'import { readSetting } from "@devicescript/settings";\nconsole.log(await readSetting("serial", ""));\n';
    const project = repository({ "lamp/main.ts": reads, "tightlip.config.ts": program(config) });
    addFiles(project, { "lamp/devsconfig.json": "{}" });
    const result = await checked(project, { policyFrom: "main", target: "lamp/main.ts" });
    expect(result.exitCode).toBe(1);
  });

  it("gives the baseline; that of the change does not count", async () => {
    const project = repository({ "main.ts": LEAKY, "known.json": '{ "schema": 1, "suppressions": [] }' });
    const { document } = await checked(project, { policyFrom: "main", baseline: "known.json" });
    const [{ verdict }] = document.reported as unknown as [
      { verdict: { findings: { fingerprint: string }[] } },
    ];
    const suppression = {
      ...{ main: "main.ts", rule: "clear/log", secret: "settings.token", observer: "cable", to: null },
      ...{ fingerprint: verdict.findings[0]!.fingerprint, reason: "a prototype", expires: null },
    };
    addFiles(project, { "known.json": JSON.stringify({ schema: 1, suppressions: [suppression] }) });
    const changed = await checked(project, { policyFrom: "main", baseline: "known.json" });
    expect(changed.exitCode).toBe(1);
    expect(said(changed)).toContain('added: suppressions "clear/log of settings.token in main.ts"');
    git(project, "commit", "--quiet", "--all", "--message=accepted");
    expect((await checked(project, { policyFrom: "main", baseline: "known.json" })).exitCode).toBe(0);
  });

  it("has no policy for firmware that was moved", async () => {
    const project = repository({ "a/main.ts": LEAKY, "a/main.policy.ts": program({ releases: [RELEASE] }) });
    renameSync(join(project, "a"), join(project, "b"));
    expect((await checked(project, { policyFrom: "main", target: "b/main.ts" })).exitCode).toBe(1);
  });

  it("is compared with what can be read of the change", async () => {
    const project = repository({ "main.ts": LEAKY, "known.json": '{ "schema": 1, "suppressions": [] }' });
    for (const file of ["known.json", "main.policy.yaml"]) {
      rmSync(join(project, file), { force: true });
      execFileSync("mkfifo", [join(project, file)]);
    }
    const { document } = await checked(project, { policyFrom: "main", baseline: "known.json" });
    expect(document.trust!.changes).toEqual([
      { file: expect.stringMatching(/main\.policy\.yaml$/), about: "policy", parts: null },
      { file: expect.stringMatching(/known\.json$/), about: "baseline", parts: null },
    ]);
  });

  it("counts where a definition of its own is a link to another, and is refused where it leads nowhere", async () => {
    const project = tempProject({
      "main.ts": LEAKY,
      "shared.yaml": `releases: [${JSON.stringify(RELEASE)}]\n`,
    });
    symlinkSync("shared.yaml", join(project, "main.policy.yaml"));
    git(project, "init", "--quiet", "--initial-branch=main");
    git(project, "add", "--all");
    git(project, "commit", "--quiet", "--message=trusted");
    expect((await checked(project, { policyFrom: "main" })).exitCode).toBe(0);
    rmSync(join(project, "main.policy.yaml"));
    symlinkSync("/etc/hostname", join(project, "main.policy.yaml"));
    git(project, "commit", "--quiet", "--all", "--message=elsewhere");
    await expect(checked(project, { policyFrom: "main" })).rejects.toThrow("is a link that leads to no file");
  });

  it("is refused where git has not all of it, or its name has two meanings", async () => {
    const project = repository({ "main.ts": LEAKY, "main.policy.yaml": "require: 90%\n" });
    git(project, "branch", "origin/main");
    git(project, "update-ref", "refs/remotes/origin/main", "HEAD");
    await expect(checked(project, { policyFrom: "origin/main" })).rejects.toThrow(
      "can mean refs/heads/origin/main and refs/remotes/origin/main. Name one of them in full.",
    );
    git(project, "tag", "abcd1234");
    await expect(checked(project, { policyFrom: "abcd1234" })).rejects.toThrow("as the beginning of a hash");
    const blob = git(project, "rev-parse", "HEAD:main.policy.yaml");
    rmSync(join(project, ".git/objects", blob.slice(0, 2), blob.slice(2)), { force: true });
    await expect(checked(project, { policyFrom: "main" })).rejects.toThrow("git cannot read all of");
  });

  it("has firmware that is gone from the checkout named", async () => {
    const project = repository({ "devs/a/main.ts": QUIET, "devs/b/main.ts": LEAKY });
    renameSync(join(project, "devs/b/main.ts"), join(project, "devs/b/kettle.ts"));
    const result = await checked(project, { policyFrom: "main", target: "devs" });
    expect(result.document.trust!.gone).toEqual(["devs/b/main.ts"]);
    expect(said(result)).toContain("devs/b/main.ts is firmware of main, and gone from the checkout");
  });

  it("that is not there is refused in one line", async () => {
    const project = repository({ "main.ts": LEAKY });
    await expect(checked(project, { policyFrom: "origin/main" })).rejects.toThrow(
      /^--policy-from origin\/main: is no commit of this repository\. .*"git fetch" brings it\.$/,
    );
    await expect(checked(project, { policyFrom: "--all" })).rejects.toThrow("is no commit");
    rmSync(join(project, ".git"), { recursive: true });
    await expect(checked(project, { policyFrom: "main" })).rejects.toThrow("there is no git repository here");
  });
});
