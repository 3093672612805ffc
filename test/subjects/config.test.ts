import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { applianceAt, findAppliances } from "../../src/subjects/appliance.ts";
import { Configs, loadPolicy, seedOf } from "../../src/subjects/policy-file.ts";
import { tempProject } from "../compile/temp-project.ts";

const FIRMWARE = 'console.log("hello");\n';

/** Loads the policy of `main.ts` in a project with these files. */
function said(files: Readonly<Record<string, string>>, main = "main.ts") {
  const root = tempProject({ [main]: FIRMWARE, ...files });
  return loadPolicy(applianceAt(relative(".", join(root, main))), new Configs());
}

/** The one line that a project is refused with, from the file's name on. */
async function complaint(files: Readonly<Record<string, string>>): Promise<string> {
  const error: Error = await said(files).then(
    () => new Error("nothing was refused"),
    (reason) => reason,
  );
  expect(error.message).not.toContain("\n");
  return error.message.replace(/^.*\/(?=[\w.]+\.ts: )/, "");
}

const config = (text: string) => ({ "tightlip.config.ts": `export default {\n${text}\n};\n` });
const policy = (text: string) => ({ "main.policy.ts": `export default {\n${text}\n};\n` });

const release = (fields: string) =>
  `{ name: "a", secret: "wifi.psk", observer: "endpoint", channel: "http", why: "so", ${fields} }`;

describe("a project's config", () => {
  it("is what holds where a policy says nothing", async () => {
    const loaded = await said(config('for: "5m", profile: "strict", board: "esp32s3_bare", seed: 7,'));
    expect(loaded.policy).toEqual({ for: "5m", profile: "strict", board: "esp32s3_bare" });
    expect(seedOf([loaded])).toBe(7);
  });

  it("gives way to the policy beside a firmware, field by field", async () => {
    const { policy: merged } = await said({
      ...config('for: "5m", without: ["platform/store"], pairs: ["different", "longer"],'),
      ...policy('for: "1m", pairs: ["word"],'),
    });
    expect(merged).toEqual({ for: "1m", without: ["platform/store"], pairs: ["word"] });
  });

  it("names secrets for those firmwares that have them, a policy for its own to use", async () => {
    const { policy: fromConfig } = await said(config('secrets: ["settings.token"],'));
    const { policy: own } = await said({
      ...config('secrets: ["settings.token"],'),
      ...policy('secrets: ["wifi.psk"],'),
    });
    expect(fromConfig.secrets).toEqual([{ name: "settings.token", optional: true }]);
    expect(own.secrets).toEqual(["wifi.psk"]);
  });

  it("cannot have another seed than that of a project in the same report", async () => {
    const one = await said(config("seed: 1,"));
    const two = await said(config("seed: 2,"));
    expect(seedOf([one, await said({})])).toBe(1);
    expect(() => seedOf([one, two])).toThrow(/line 2: "seed" is another than in .*Name it with --seed\./);
  });

  it.each([
    ["a field that there is not", "\n  profle: 1,", 'line 3: "profle" is not known. Did you mean "profile"?'],
    ["what only a policy has", 'expected: { verdict: "keeps" },', '"expected" is not known.'],
    ["a seed that is none", "seed: -1,", 'line 2: "seed" is -1, which it can not be'],
    ["a wrong name deep inside", `releases: [${release('feld: "x"')}],`, 'Did you mean "field"?'],
    ["a release without its reason", 'releases: [{ name: "a" }],', '"releases.0" has no "secret".'],
    ["a secret with a wrong kind", 'secrets: [{ name: "wifi.psk", kind: "pim" }],', 'Did you mean "pin"?'],
    [
      "a way of pairing that there is not",
      'scenarios: [{ name: "x", steps: [{ do: "provision", by: "bluetooth" }] }],',
      '"by" of "provision" must be one of cloud, softap, serial, broadcast, bus, sealed',
    ],
    ["a step that cannot be", 'scenarios: [{ name: "x", steps: [{ do: "dance" }] }],', 'there is no "dance"'],
  ])("is refused with file, line and field: %s", async (_, text, expected) => {
    const said = await complaint(config(text));
    expect(said).toMatch(/^tightlip\.config\.ts: line \d+: /);
    expect(said).toContain(expected);
  });
});

describe("what cannot be meant", () => {
  it.each([
    ["a secret that is held nowhere", 'secrets: ["wifi.pks"],', 'Did you mean "wifi.psk"?'],
    [
      "a literal without a line",
      'secrets: ["literal.src/main.ts"],',
      '"literal.src/main.ts" is held nowhere',
    ],
    ["a literal of line 0", 'secrets: ["literal.src/main.ts:0"],', "literal.<file>:<line>"],
    ["a secret named twice", 'secrets: ["wifi.psk", { name: "wifi.psk", kind: "hex-key" }],', "named twice"],
    [
      "a setting that is secret and public",
      'secrets: ["settings.pin"], public: ["pin"],',
      'setting "pin" is public and holds secret "settings.pin"; take it out of one of the two.',
    ],
    [
      "the setting of a secret that is public",
      'secrets: [{ name: "door", setting: "door_pin" }], public: ["door_pin"],',
      'setting "door_pin" is public and holds secret "door"',
    ],
    [
      "a value for a secret",
      'secrets: ["settings.user"], settings: { user: "somebody" },',
      'setting "user" holds secret "settings.user", whose values are made up; give it no value.',
    ],
    [
      "a value for what looks like a credential",
      'settings: { mqtt_password: "hunter2" },',
      'setting "mqtt_password" looks like a credential, whose values are made up',
    ],
    ["a share that is none", 'require: "0.9",', "a share from 0% to 100%, such as 90%"],
    ["a share of more than all", 'require: "101%",', "a share from 0% to 100%, such as 90%"],
    ["a setting that cannot be stored so", "settings: { user: null },", '"settings.user"'],
    [
      "a finding about no secret",
      'expected: { verdict: "leaks", findings: [{ secret: "psk", observer: "air", degree: "clear" }] },',
      'there is no secret "psk"',
    ],
    ["a release of no secret", `releases: [${release("").replace("wifi.psk", "wifi.sid")}],`, '"wifi.ssid"?'],
    [
      "a release of a secret that there is not, in a list",
      `releases: [${release("").replace('"wifi.psk"', '["wifi.psk", "wifi.sid"]')}],`,
      'there is no secret "wifi.sid"',
    ],
    ["a release of no secrets", `releases: [${release("").replace('"wifi.psk"', "[]")}],`, "names no secret"],
    [
      "a secret that a release has twice",
      `releases: [${release("").replace('"wifi.psk"', '["wifi.psk", "wifi.psk"]')}],`,
      'names secret "wifi.psk" twice',
    ],
    [
      "a flow that is also in a list",
      `releases: [${release("")}, ${release("").replace('"wifi.psk"', '["wifi.ssid", "wifi.psk"]').replace('"a"', '"b"')}],`,
      'releases "a" and "b" declare the same flow',
    ],
    ["a release without a word of why", `releases: [${release('why: " "')}],`, "until somebody says"],
    ["a release of a draft", `releases: [${release('why: "why?"')}],`, "until somebody says"],
    ["two releases of one name", `releases: [${release("")}, ${release('to: "x"')}],`, 'the name "a"'],
    [
      "two reasons for one flow",
      `releases: [${release('to: "x"')}, ${release('to: "x"').replace('"a"', '"b"').replace('"so"', '"thus"')}],`,
      'releases "a" and "b" declare the same flow for different reasons',
    ],
    [
      "consent that another release does without",
      `releases: [${release('after: { do: "press" }')}, ${release("").replace('"a"', '"b"')}],`,
      "declare the same flow",
    ],
    [
      "a release that ends where it begins",
      `releases: [${release('after: { do: "press", what: "button" }, until: { do: "press", what: "button" }')}],`,
      "it allows nothing",
    ],
    ["a step that there is not", `releases: [${release('after: { do: "pres" }')}],`, 'Did you mean "press"?'],
    [
      "a name of the platform's",
      `releases: [${release("").replace('"a"', '"platform/x"')}],`,
      "a name of the platform's own",
    ],
  ])("is refused on its line: %s", async (_, text, expected) => {
    const said = await complaint(policy(text));
    expect(said).toMatch(/^main\.policy\.ts: line 2: /);
    expect(said).toContain(expected);
  });

  it("is no literal in the source, in a secret, a release and a finding alike", async () => {
    const name = "literal.src/main.ts:5#2";
    const text = `secrets: ["${name}"], releases: [${release("").replace("wifi.psk", name)}], expected: { verdict: "leaks", findings: [{ secret: "${name}", observer: "flash", degree: "clear" }] },`;
    const { policy: loaded } = await said(policy(text));
    expect(loaded.releases).toMatchObject([{ secret: name }]);
  });

  it("may be said before and after a step, for two reasons", async () => {
    const before = release('until: { do: "press" }');
    const after = release('after: { do: "press" }').replace('"a"', '"b"').replace('"so"', '"thus"');
    const { policy: two } = await said(policy(`releases: [${before}, ${after}],`));
    expect(two.releases).toHaveLength(2);
  });

  it("is found on the line where it stands, through constants and calls", async () => {
    const text = `import { definePolicy } from "tightlip";
const token = {
  name: "settings.token",
  kind: "tokn",
} as const;
export default definePolicy({ secrets: [token] } as never);
`;
    expect(await complaint({ "main.policy.ts": text })).toMatch(
      /^main\.policy\.ts: line 4: "secrets\.0\.kind" is "tokn".*"token"\?$/,
    );
  });
});

describe("looking for firmware in a folder", () => {
  it("passes over programs for Node that are called main.ts too, unless they have a policy", () => {
    const root = tempProject({
      "kettle/main.ts": FIRMWARE,
      "tool/main.ts": '#!/usr/bin/env node\nconsole.log("hello");\n',
      "server/main.ts": 'import {\n  readFileSync,\n} from "node:fs";\n',
      "odd/main.ts": 'import { join } from "path";\n',
      "odd/main.policy.ts": "export default {};\n",
    });
    expect(findAppliances(root).map(({ name }) => name)).toEqual(["kettle", "odd"]);
  });
});
