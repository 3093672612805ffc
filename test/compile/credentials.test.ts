import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isCredentialKey } from "../../sim/device/credential.ts";
import { buildImage } from "../../src/compile/build.ts";
import { BuildFailed } from "../../src/compile/build-failed.ts";
import { SourceCredentials } from "../../src/compile/credentials.ts";
import { formatDiagnostic } from "../../src/compile/diagnostics.ts";
import { allFiles, emptyCache, tempProject } from "./temp-project.ts";

const IMPORT = 'import { readSetting, writeSetting } from "@devicescript/settings"\n';
const VALUE = "swordfish-4711";

describe("the name of a setting looks like a credential", () => {
  it.each([
    "pass",
    "psk",
    "pwd",
    "secret",
    "token",
    "key",
    "pin",
    "code",
    "cred",
    "auth",
    "ssid",
    "wifi_psk",
    "wifiPassword",
    "wifipass",
    "WIFI-PASS",
    "API_KEY",
    "APIKey",
    "apiKeys",
    "pin2",
    "doorPin",
    "pairing.code",
    "authtoken",
    "mypassword",
    "passphrase",
    "credentials",
    "$psk",
    "ssid_5g",
    "accessToken",
  ])("%s", (key) => {
    expect(isCredentialKey(key)).toBe(true);
  });

  it.each([
    "pinky",
    "spin",
    "encoder",
    "keyboard",
    "monkey",
    "barcode",
    "codec",
    "author",
    "opinion",
    "interval",
    "name",
    "compass",
    "bypass",
    "passive",
    "kitchen",
    "shipping",
    "",
  ])("but not %s", (key) => {
    expect(isCredentialKey(key)).toBe(false);
  });
});

describe("a credential in the source is found, with its line,", () => {
  it.each<[string, string, number]>([
    ["as a default", `await readSetting("token", "${VALUE}")`, 2],
    ["as a default of several lines", `await readSetting(\n  "token",\n  "${VALUE}",\n)`, 4],
    [
      "under another name of the function",
      `import { readSetting as get } from "@devicescript/settings"\nawait get("token", "${VALUE}")`,
      3,
    ],
    [
      "in a namespace import",
      `import * as s from "@devicescript/settings"\nawait s.readSetting("token", "${VALUE}")`,
      3,
    ],
    ["after ??", `const t = (await readSetting("token")) ?? "${VALUE}"`, 2],
    ["after || of a variable", `const t = await readSetting("token")\nconsole.log(t || "${VALUE}")`, 3],
    ["written to the setting", `await writeSetting("token", "${VALUE}")`, 2],
    ["through a constant", `const fallback = "${VALUE}"\nawait readSetting("token", fallback)`, 2],
    [
      "through a constant in a function",
      `async function f() {\n  const d = "${VALUE}"\n  return await readSetting("token", d)\n}\nawait f()`,
      3,
    ],
    ["through a constant key", `const key = "token"\nawait readSetting(key, "${VALUE}")`, 3],
    [
      "through a member of an object",
      `const config = {\n  name: "x",\n  token: "${VALUE}" as string,\n}\nawait readSetting("token", config.token)`,
      4,
    ],
    [
      "through an enum",
      `enum Defaults {\n  token = "${VALUE}",\n}\nawait readSetting("token", Defaults.token)`,
      3,
    ],
    ["as a template", `await readSetting("token", \`${VALUE}\`)`, 2],
    ["as a sum", `await readSetting("token", "swordfish" + "-" + "4711")`, 2],
  ])("%s", (_, source, line) => {
    expect(bakedIn({ "src/main.ts": `${IMPORT}${source}\n` })).toEqual([
      { key: "token", value: VALUE, origin: "source", file: "src/main.ts", line },
    ]);
  });

  it.each<[string, string, string]>([
    ["a named import", 'import { fallback } from "./defaults"', "fallback"],
    ["a renamed import", 'import { fallback as f } from "./defaults"', "f"],
    ["a namespace", 'import * as defaults from "./defaults"', "defaults.fallback"],
    ["a default export", 'import f from "./defaults"', "f"],
    ["a re-export", 'import { again } from "./barrel"', "again"],
    ["a star re-export", 'import { fallback } from "./barrel"', "fallback"],
    ["a folder's index", 'import { fallback } from "./lib"', "fallback"],
  ])("in another file through %s", (_, statement, expression) => {
    const files = {
      "src/main.ts": `${IMPORT}${statement}\nawait readSetting("psk", ${expression})\n`,
      "src/defaults.ts": `// The factory's.\nexport const fallback = "${VALUE}"\nexport default fallback\n`,
      "src/barrel.ts": 'export * from "./defaults"\nexport { fallback as again } from "./defaults"\n',
      "src/lib/index.ts": 'export { fallback } from "../defaults"\n',
    };
    expect(bakedIn(files)).toEqual([
      { key: "psk", value: VALUE, origin: "source", file: "src/defaults.ts", line: 2 },
    ]);
  });

  it("once for each setting that it is the default of", () => {
    const source = `${IMPORT}const d = "${VALUE}"\nawait readSetting("psk", d)\nawait readSetting("psk", d)\nawait readSetting("pin", d)\n`;
    expect(bakedIn({ "src/main.ts": source }).map(({ key }) => key)).toEqual(["psk", "pin"]);
  });

  it.each([
    ["a setting that is no credential", 'await readSetting("interval", "5 minutes")'],
    ["an empty default", 'await readSetting("token", "")'],
    ["no default", 'await readSetting("token")'],
    ["a default that says that there is none", 'await readSetting("token", "none")'],
    ["another function", 'const f = (k: string, v: string) => k + v\nf("token", "x")'],
    [
      "a parameter of the constant's name",
      'const d = "x"\nasync function f(d: string) { return await readSetting("token", d) }\nawait f(d)',
    ],
    ["a circular definition", "const a: string = b\nconst b: string = a\nawait readSetting('token', a)"],
  ])("and nothing is found for %s", (_, source) => {
    expect(bakedIn({ "src/main.ts": `${IMPORT}${source}\n` })).toEqual([]);
  });
});

describe("a build with a credential", () => {
  it("warns once, naming setting and line but not the value, and lists it in the image", () => {
    const root = tempProject({
      "src/main.ts": `${IMPORT}console.log(await readSetting("token", "${VALUE}"))\n`,
      ".env.local": `# mine\nwifiPass="${VALUE}-local"\ninterval=5\npin=1234\n`,
    });
    const warnings: string[] = [];
    const { image } = buildImage(join(root, "src/main.ts"), {
      cache: emptyCache(),
      warn: (message) => warnings.push(message),
    });
    expect(image.bakedDefaults).toEqual([
      { key: "token", value: VALUE, origin: "source", file: "src/main.ts", line: 2 },
      { key: "wifiPass", value: `${VALUE}-local`, origin: ".env.local", file: ".env.local", line: 2 },
      { key: "pin", value: "1234", origin: ".env.local", file: ".env.local", line: 4 },
    ]);
    expect(warnings).toEqual([
      expect.stringMatching(/^src\/main\.ts:2: .*"token".* written in the source/),
      expect.stringMatching(/^\.env\.local:2: .*"wifiPass"/),
      expect.stringMatching(/^\.env\.local:4: .*"pin"/),
    ]);
    expect(warnings.join()).not.toMatch(/swordfish|1234/);
  });

  it("that is no setting's names it by its line, and keeps it out of the cache", () => {
    const main = `const apiKey = "${VALUE}-k7Qw2mZx9"\nconsole.log(apiKey)\n`;
    const root = tempProject({ "src/main.ts": main });
    const cache = emptyCache();
    const warnings: string[] = [];
    const build = () =>
      buildImage(join(root, "src/main.ts"), { cache, warn: (message) => warnings.push(message) });
    const { image } = build();
    expect(image.bakedDefaults).toEqual([]);
    expect(image.bakedLiterals).toEqual([
      { name: "literal.src/main.ts:1", value: `${VALUE}-k7Qw2mZx9`, file: "src/main.ts", line: 1 },
    ]);
    expect(warnings).toEqual([expect.stringMatching(/^src\/main\.ts:1: .*"literal\.src\/main\.ts:1"/)]);
    expect(warnings.join()).not.toContain("swordfish");
    for (const [path, content] of allFiles(cache.dir))
      expect(content.includes("swordfish"), path).toBe(false);
    const again = build();
    expect(again.fromCache).toBe(false);
    expect(again.image).toEqual(image);
  });

  it("that is no setting's does not show the value when it fails at that very line", () => {
    const shown = failure(`const apiKey: number = "${VALUE}-k7Qw2mZx9"\nconsole.log(apiKey)\n`);
    expect(shown).toContain("‹literal.src/main.ts:1›");
    expect(shown).not.toContain("swordfish");
  });

  it("does not show the value when it fails at that very line", () => {
    const shown = failure(`${IMPORT}console.log(await readSetting("token", "${VALUE}"), nothing)\n`);
    expect(shown).not.toContain("swordfish");
    const line = '> 2 | console.log(await readSetting("token", ‹settings.token›), ';
    expect(shown).toContain(`${line}nothing)\n    |${" ".repeat(line.length - "    |".length)}^`);
  });

  it("does not show the value as a type in the compiler's message", () => {
    const shown = failure(
      `${IMPORT}const d = "${VALUE}"\nconst n: number = d\nawait readSetting("psk", d)\n`,
    );
    expect(shown).toContain("‹settings.psk›");
    expect(shown).not.toContain("swordfish");
  });

  it("shows no text at all of a file with settings that can't be parsed", () => {
    const shown = failure(`${IMPORT}await readSetting("token", "${VALUE}"\nconst const = {{\n`);
    expect(shown).not.toContain("swordfish");
  });
});

function bakedIn(files: Readonly<Record<string, string>>) {
  return new SourceCredentials(new Map(Object.entries(files))).bakedDefaults();
}

/** All that is shown of a build that fails. */
function failure(main: string): string {
  const root = tempProject({ "src/main.ts": main });
  try {
    buildImage(join(root, "src/main.ts"), { cache: emptyCache() });
  } catch (error) {
    if (!(error instanceof BuildFailed)) throw error;
    return [error.message, ...error.diagnostics.map(formatDiagnostic)].join("\n");
  }
  throw new Error("it did build");
}
