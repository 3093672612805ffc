/** The first mistakes of a reader who has only the README: each gets a line with what, where, and what to do next. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tempFolder } from "../compile/temp-project.ts";
import { lines, looksLikeStackTrace, tightlipEach } from "./cli.ts";

const HELLO = 'console.log("hello");\n';
const PROJECT = { "devsconfig.json": "{}", "package.json": '{ "type": "module" }', "src/main.ts": HELLO };
const CHECK = ["check", "--for", "1s"];

interface Mistake {
  readonly mistake: string;
  readonly files: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  /** Working folder below the project's; default: the project's. */
  readonly cwd?: string;
  readonly code: number;
  /** Place and mistake, then the remedy. */
  readonly says: readonly [what: RegExp, next: RegExp];
}

const policy = (fields: string) => ({ ...PROJECT, "src/main.policy.ts": `export default { ${fields} };\n` });

const MISTAKES: readonly Mistake[] = [
  {
    mistake: "the wrong folder",
    ...{ files: {}, args: ["check"], code: 2 },
    says: [/^✖ \.: no firmware in this folder/, /"tightlip init"/],
  },
  {
    mistake: "a typo in the appliance's name",
    ...{ files: { "devsconfig.json": "{}", "kettle/main.ts": HELLO }, args: ["check", "ketle"], code: 2 },
    says: [/^✖ ketle: no such file, folder or appliance/, /Did you mean "kettle"\?/],
  },
  {
    mistake: "a typo in the command",
    ...{ files: PROJECT, args: ["chek"], code: 2 },
    says: [/unknown command "chek"/, /Did you mean "check"\?/],
  },
  {
    mistake: "no devsconfig.json",
    ...{ files: { "src/main.ts": HELLO }, args: CHECK, code: 2 },
    says: [/^✖ src\/main\.ts: not in a DeviceScript project \(no devsconfig\.json/, /Run "tightlip init"/],
  },
  {
    mistake: "a policy that is not TypeScript",
    ...{ files: policy("for: '1s' secrets: []"), args: CHECK, code: 2 },
    says: [/^✖ src\/main\.policy\.ts/, /Unexpected token/],
  },
  {
    mistake: "a secret that there is not",
    ...{ files: policy('secrets: ["wifi.pks"]'), args: CHECK, code: 2 },
    says: [/^✖ src\/main\.policy\.ts: .*"wifi\.pks"/, /wifi\.psk/],
  },
  {
    mistake: "an observer that there is not",
    ...{
      files: policy('releases: [{ name: "a", secret: "wifi.psk", observer: "airs", why: "b" }]'),
      ...{ args: CHECK, code: 2 },
    },
    says: [/^✖ src\/main\.policy\.ts: .*"airs"/, /Did you mean "air"\?/],
  },
  {
    mistake: "the wrong board",
    ...{ files: PROJECT, args: [...CHECK, "--board", "esp32c3_bear"], code: 2 },
    says: [/esp32c3_bear/, /Did you mean "esp32c3_bare"\?/],
  },
  {
    mistake: "a time without a unit",
    ...{ files: PROJECT, args: ["check", "--for", "60"], code: 2 },
    says: [/--for/, /60s/],
  },
  {
    mistake: "a Node program in place of firmware",
    ...{
      files: { ...PROJECT, "src/main.ts": 'import { readFileSync } from "node:fs";\nreadFileSync("x");\n' },
    },
    ...{ args: CHECK, code: 3 },
    says: [/src\/main\.ts:1:\d+: Cannot find module 'node:fs'/, /Hint: .*Node's modules are not there/],
  },
  {
    mistake: "a module that is imported for what it does, and is not there",
    ...{
      files: { ...PROJECT, "src/main.ts": 'import "./setup";\n', "src/set-up.ts": HELLO },
      ...{ args: CHECK, code: 3 },
    },
    says: [/src\/main\.ts:1:8: Cannot find module '\.\/setup'/, /Hint: Did you mean "\.\/set-up"\?/],
  },
  {
    mistake: "a package that is imported for what it does, and is not there",
    ...{
      files: { ...PROJECT, "src/main.ts": 'import "@devicescript/gpoi";\n' },
      ...{ args: ["build"], code: 3 },
    },
    says: [/src\/main\.ts:1:8: Cannot find module/, /Hint: Did you mean "@devicescript\/gpio"\?/],
  },
  {
    mistake: "a folder that is imported, with a typo",
    ...{
      files: {
        ...PROJECT,
        "src/main.ts": 'import { heat } from "./heatr";\nheat();\nsetInterval(heat, 1000);\n',
        "src/heater/index.ts": "export function heat() {}\n",
      },
      ...{ args: ["build"], code: 3 },
    },
    // What is imported from there is not complained of, too.
    says: [/src\/main\.ts:1:\d+: .*[\s\S]*did not build \(1 error\)/, /Hint: Did you mean "\.\/heater"\?/],
  },
  {
    mistake: "a syntax error in the firmware",
    ...{ files: { ...PROJECT, "src/main.ts": "const a = ;\n" }, args: CHECK, code: 3 },
    says: [/src\/main\.ts:1:11: Expression expected/, />.*const a = ;\n.*\^/],
  },
  {
    mistake: "a name of a setting that has no value",
    ...{
      files: {
        ...PROJECT,
        "src/main.ts": `import { readSetting } from "@devicescript/settings";
console.log((await readSetting<string>("motto")).length);
`,
      },
      ...{ args: ["run", "--for", "1s"], code: 4 },
    },
    says: [/^✖ src\/main\.ts: the firmware crashed at src\/main\.ts:2/, /the policy's "settings" gives one/],
  },
  {
    mistake: "firmware without a credential",
    ...{ files: PROJECT, args: CHECK, code: 4 },
    says: [
      /^\? \S+ unknown: the firmware used no credential/,
      /name those that it handles in a policy's "secrets"/,
    ],
  },
  {
    mistake: "Node's folder in place of the firmware's",
    ...{
      files: { "package.json": '{ "dependencies": { "express": "5" } }', "src/index.ts": HELLO },
      ...{ args: ["check"], code: 2 },
    },
    says: [/^✖ \.: no firmware in this folder/, /"tightlip init"/],
  },
  {
    mistake: "a wrong option",
    ...{ files: PROJECT, args: ["check", "--fro", "1s"], code: 2 },
    says: [/unknown option "--fro"/, /Did you mean "--for"\?/],
  },
  {
    mistake: "firmware that throws at its start",
    ...{
      files: { ...PROJECT, "src/main.ts": 'throw new Error("no sensor");\n' },
      args: ["run", "--for", "1s"],
      code: 4,
    },
    says: [/^✖ src\/main\.ts: the firmware crashed at src\/main\.ts:1/, /Error: no sensor/],
  },
  {
    mistake: "a path from the project's root, in a folder of it",
    ...{ files: { "devsconfig.json": "{}", "src/main.ts": HELLO, "docs/a.md": "" }, cwd: "docs" },
    ...{ args: ["check", "src/main.ts"], code: 2 },
    says: [/^✖ src\/main\.ts: no such file/, /Did you mean "\.\.\/src\/main\.ts"\? Paths are seen from/],
  },
  {
    mistake: "a compiled program in place of the source",
    ...{ files: { ...PROJECT, "src/main.js": HELLO }, args: ["check", "src/main.js"], code: 2 },
    says: [/^✖ src\/main\.js: is not TypeScript/, /Name the firmware's main\.ts/],
  },
  {
    mistake: "a policy whose name has a typo",
    ...{ files: { ...PROJECT, "src/mian.policy.yaml": "for: 1s\n" }, args: CHECK, code: 4 },
    says: [/^! src\/mian\.policy\.yaml: counts for no firmware/, /Did you mean "main\.policy\.yaml"\?/],
  },
  {
    mistake: "a policy in JavaScript",
    ...{ files: { ...PROJECT, "src/main.policy.js": "export default {};\n" }, args: CHECK, code: 4 },
    says: [/^! src\/main\.policy\.js: does not count/, /ends in \.ts, \.json, \.yaml, \.yml\. Rename it/],
  },
  {
    mistake: "a config in JavaScript",
    ...{ files: { ...PROJECT, "tightlip.config.mjs": "export default {};\n" }, args: CHECK, code: 4 },
    says: [/^! tightlip\.config\.mjs: does not count/, /Rename it/],
  },
  {
    mistake: "a typo in a policy with the ends of lines of Windows",
    ...{
      files: {
        ...PROJECT,
        "src/main.policy.ts": "export default {\r\n  for: '1s',\r\n  sercets: [],\r\n};\r\n",
      },
    },
    ...{ args: CHECK, code: 2 },
    says: [/^✖ src\/main\.policy\.ts: line 3: "sercets" is not known/, /Did you mean "secrets"\?/],
  },
  {
    mistake: "the package for Node, imported by firmware",
    ...{
      files: {
        ...PROJECT,
        "src/main.ts": 'import { definePolicy } from "tightlip";\nconsole.log(definePolicy);\n',
      },
    },
    ...{ args: ["build"], code: 3 },
    says: [/Cannot find module 'tightlip'[\s\S]*\(1 error\)/, /Hint: .*firmware imports "tightlip\/devs"/],
  },
  {
    mistake: "JSON, imported by firmware",
    ...{
      files: {
        ...PROJECT,
        "src/main.ts": 'import data from "./data.json";\nconsole.log(data);\n',
        "src/data.json": "{}",
      },
    },
    ...{ args: ["build"], code: 3 },
    says: [/Cannot find module '\.\/data\.json'[\s\S]*\(1 error\)/, /export an object from a \.ts file/],
  },
  {
    mistake: "a list of secrets without names",
    ...{ files: { "kettle.log": "boots\n", "secrets.json": '["abcdefgh"]' } },
    ...{ args: ["scan", "kettle.log", "--secrets", "secrets.json"], code: 2 },
    says: [/✖ .*--secrets names is not an object/, /It should look like \{ "wifi\.psk": /],
  },
  {
    mistake: "a scenario with a step that there is not",
    ...{
      files: PROJECT,
      args: [...CHECK, "--scenario", '{ "name": "a", "steps": [{ "do": "pres", "what": "button" }] }'],
      code: 2,
    },
    says: [/step 1 of scenario "a": there is no "pres"/, /steps are wait, provision, .*press/],
  },
  {
    mistake: "a report's format that there is not",
    ...{ files: PROJECT, args: [...CHECK, "--report", "htlm"], code: 2 },
    says: [/There is no format "htlm"/, /Did you mean "html"\?/],
  },
  {
    mistake: "a recording without secrets to look for",
    ...{ files: { "kettle.log": "boots\n" }, args: ["scan", "kettle.log"], code: 2 },
    says: [/^✖/, /--secret/],
  },
];

describe("a first mistake", () => {
  it.each(MISTAKES)("is answered with what, where, and what to do next: $mistake", async (one) => {
    const [{ code, stdout, stderr }] = await tightlipEach([one.args], {
      cwd: join(tempFolder(one.files), one.cwd ?? "."),
    });
    const said = stderr === "" ? stdout : stderr;
    const [what, next] = one.says;
    expect(said).toMatch(what);
    expect(said).toMatch(next);
    expect({ code, trace: looksLikeStackTrace(stdout + stderr) }).toEqual({ code: one.code, trace: false });
    // A syntax error is shown with its line and a caret below it.
    if (code === 2)
      expect(lines(stderr.replace(/^!.*\n/gm, ""))).toHaveLength(stderr.includes("Unexpected token") ? 3 : 1);
  });
});

describe("firmware of one's own, without a policy", () => {
  const LAMP = `import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { startButton } from "@devicescript/servers";
import { pins } from "@dsboard/esp32c3_bare";

const token = await readSetting<string>("token");
const button = startButton({ pin: pins.P2 });
button.down.subscribe(async () => {
  const answer = await fetch("https://lamp.example/press", { method: "POST", body: token });
  await answer.close();
});
`;

  it("is known to use a secret that it sends only when a button is pressed", async () => {
    const cwd = tempFolder({ ...PROJECT, "src/main.ts": LAMP });
    const [{ code, stdout }, draft] = await tightlipEach([["check"], ["policy", "draft"]], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^ {4}settings\.token +clear .*[^)]$/m);
    expect(draft.stdout).toContain('secrets:\n  - "settings.token"\n');
  });
});
