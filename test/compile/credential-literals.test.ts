import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SourceCredentials } from "../../src/compile/credentials.ts";

/** Reads like a word: only the place where it goes makes it a credential. */
const WORD = "swordfish";
/** Looks made up. */
const MADE_UP = "k7Qw2mZx9TbR";

describe("a literal is a credential", () => {
  it.each<[string, string, string, number]>([
    ["as a passphrase for addNetwork", `await wifi.addNetwork("Home", "${WORD}")`, WORD, 1],
    ["even a common one", 'await wifi.addNetwork("Home", "changeme")', "changeme", 1],
    ["through a constant", `const p = "${WORD}"\nawait wifi.addNetwork("Home", p)`, WORD, 1],
    ["in a template without holes", `await wifi.addNetwork("Home", \`${WORD}\`)`, WORD, 1],
    [
      "as a member",
      `const home = {\n  pass: "${WORD}",\n}\nawait wifi.addNetwork("Home", home.pass)`,
      WORD,
      2,
    ],
    ["added up", 'await wifi.addNetwork("Home", "sword" + "fish")', "swordfish", 1],
    ["as a fallback", `await wifi.addNetwork("Home", given || "${WORD}")`, WORD, 1],
    ["as one of two", `await wifi.addNetwork("Home", isNew ? given : "${WORD}")`, WORD, 1],
    [
      "through a function that joins",
      `async function join(a: string, b: string) {\n  await wifi.addNetwork(a, b)\n}\nawait join("Home", "${WORD}")`,
      WORD,
      4,
    ],
    [
      "through a field of a class",
      `class Net {\n  private psk = "${WORD}"\n  join() { wifi.addNetwork("Home", this.psk) }\n}`,
      WORD,
      2,
    ],
    [
      "through a field that a constructor sets",
      `class Net {\n  constructor(private psk: string) {}\n  join() { wifi.addNetwork("Home", this.psk) }\n}\nnew Net("${WORD}")`,
      WORD,
      5,
    ],
    [
      "from a list",
      `const all = [\n  { ssid: "Home", psk: "${WORD}" },\n]\nfor (const { ssid, psk } of all) wifi.addNetwork(ssid, psk)`,
      WORD,
      2,
    ],
    ["given to a variable later", `let psk = ""\npsk = "${WORD}"\nwifi.addNetwork("Home", psk)`, WORD, 2],
    [
      "through two functions and a constant",
      `const go = (x: string) => wifi.addNetwork("Home", x)\nconst twice = (y: string) => go(y)\nconst z = "${WORD}"\ntwice(z)`,
      WORD,
      3,
    ],
    [
      "through a method",
      `class Net {\n  join(b: string) { wifi.addNetwork("Home", b) }\n}\nnew Net().join("${WORD}")`,
      WORD,
      4,
    ],
    [
      "in an authorization field",
      `const headers = { authorization: "Bearer ${WORD}" }\nfetch(url, { headers })`,
      WORD,
      1,
    ],
    ["in one with a capital", `fetch(url, { headers: { Authorization: "Basic ${WORD}" } })`, WORD, 1],
    ["in one without a scheme", `fetch(url, { headers: { authorization: "${WORD}" } })`, WORD, 1],
    [
      "in one that is put together",
      `const k = "${WORD}"\nfetch(u, { headers: { authorization: \`Bearer \${k}\` } })`,
      WORD,
      1,
    ],
    ["in one that is set", `request.headers.set("Authorization", "Bearer ${WORD}")`, WORD, 1],
    ["in a field for keys", `fetch(url, { headers: { "x-api-key": "${WORD}" } })`, WORD, 1],
    ["as a broker's password", `startMQTTClient({ host, username: "meter", password: "${WORD}" })`, WORD, 1],
    [
      "in options that are spread",
      `const b = { password: "${WORD}" }\nstartMQTTClient({ ...b, port: 8883 })`,
      WORD,
      1,
    ],
    [
      "as an argument",
      `function login(user: string, password: string) {}\nlogin("meter", "${WORD}")`,
      WORD,
      2,
    ],
    [
      "as an argument of a constructor",
      `class Cloud {\n  constructor(private readonly password: string) {}\n}\nnew Cloud("${WORD}")`,
      WORD,
      4,
    ],
    [
      "as a token for a parameter",
      `const ask = async (token: string) => {}\nawait ask("${MADE_UP}")`,
      MADE_UP,
      2,
    ],
    ["as a parameter's default", `function ask(token = "${MADE_UP}") {}`, MADE_UP, 1],
    ["as a variable", `const API_KEY = "${MADE_UP}"`, MADE_UP, 1],
    ["as a field of a class", `class Cloud {\n  private accessToken = "${MADE_UP}"\n}`, MADE_UP, 2],
    ["as what is assigned", `options.clientSecret = "${MADE_UP}"`, MADE_UP, 1],
    ["as a pin", 'const doorPin = "471108"', "471108", 1],
    [
      "by its form",
      `send("${["ghp_", "bwROe8INJX1J8B6iO98369OLiHMTkkf4iUrt"].join("")}")`,
      ["ghp_", "bwROe8INJX1J8B6iO98369OLiHMTkkf4iUrt"].join(""),
      1,
    ],
    ["in an address", `fetch("https://meter:${WORD}@cloud.example/")`, WORD, 1],
    ["as a parameter of an address", `fetch("https://cloud.example/?unit=c&api_key=${MADE_UP}")`, MADE_UP, 1],
    [
      "as a parameter of an address that is put together",
      `const k = "${MADE_UP}"\nfetch(\`https://cloud.example/v1?key=\${k}\`)`,
      MADE_UP,
      1,
    ],
    [
      "as a parameter that is added to an address",
      `const k = "${MADE_UP}"\nfetch("https://cloud.example/v1?unit=c" + "&token=" + k)`,
      MADE_UP,
      1,
    ],
    ["in a cookie", `fetch(url, { headers: { Cookie: "theme=dark; sid=${MADE_UP}" } })`, MADE_UP, 1],
    ["in a field of one's own", `fetch(url, { headers: { "X-Kettle": "${MADE_UP}" } })`, MADE_UP, 1],
    [
      "in an address that is put together",
      `const k = "${WORD}"\nfetch(\`https://meter:\${k}@cloud.example/\`)`,
      WORD,
      1,
    ],
  ])("%s", (_, source, value, line) => {
    expect(literalsIn({ "src/main.ts": source })).toEqual([
      { name: `literal.src/main.ts:${line}`, value, file: "src/main.ts", line },
    ]);
  });

  it("where it stands, when it is used in another file", () => {
    const found = literalsIn({
      "src/main.ts": `import { join } from "./net"\nimport { home } from "./home"\njoin(home)\n`,
      "src/net.ts": 'export function join(b: string) { wifi.addNetwork("Home", b) }\n',
      "src/home.ts": `\nexport const home = "${WORD}"\n`,
    });
    expect(found.map(({ name }) => name)).toEqual(["literal.src/home.ts:2"]);
  });

  it("with a number, when there are more on a line; once, when there are more of it", () => {
    const source = `const a = { apiKey: "${MADE_UP}", token: "${MADE_UP}x" }\nconst apiKey = "${MADE_UP}"\n`;
    expect(literalsIn({ "main.ts": source }).map(({ name }) => name)).toEqual([
      "literal.main.ts:1",
      "literal.main.ts:1#2",
    ]);
  });
});

describe("a literal is no credential", () => {
  it.each<[string, string]>([
    ["empty, for an open network", 'await wifi.addNetwork("Cafe", "")'],
    ["too short to be a passphrase", 'await wifi.addNetwork("-", "-")'],
    [
      "the name of a network",
      'const psk = await readSetting("psk")\nawait wifi.addNetwork("MakersWorkshop", psk)',
    ],
    ["a part that is put before a value", 'await wifi.addNetwork("Home", "rpt-" + psk)'],
    ["a scheme", 'fetch(url, { headers: { authorization: "Bearer " + token } })'],
    ["a scheme in a template", `fetch(url, { headers: { authorization: \`Bearer \${token}\` } })`],
    ["the name of a field", 'const tokenHeader = "x-api-key2"\nheaders.set(tokenHeader, token)'],
    ["the key of a setting", 'const TOKEN = "cloud_token_1234567"\nawait readSetting(TOKEN)'],
    ["a member's name", 'const password = "pass4711word"\nsend(body[password])'],
    ["a member's name of JSON", 'send({ "password": given, "token": given })'],
    ["a label", 'const password = "Passwort"\nprint(password)'],
    ["a label for a parameter", 'function ask(password: string) {}\nask("Password:")'],
    ["a sentence for a parameter", 'function ask(password: string) {}\nask("Type it in")'],
    [
      "a translation",
      'const de = { password: "Kennwort", token: "Zugangscode", authorization: "Berechtigung" }\nprint(de.password)',
    ],
    ["the kind of a token", 'next({ token: "identifier", code: "E1234567890" })'],
    ["a key on a keyboard", 'press({ key: "ArrowUp" })'],
    ["a topic", 'const tokenTopic = "home/1/token"\nconst secret = "home/kitchen/1"'],
    [
      "an address",
      'const tokenUrl = "https://cloud.example/token/v2"\nconst auth = "https://cloud.example/a1b2c3d4e5"',
    ],
    ["a public key", 'const publicKey = "04a1b2c3d4e5f60718293a4b5c6d7e8f"'],
    ["an id", 'const KEY_ID = "3c0a1f52-9d7e-4b86-a1f4-6e2b90d8c713"'],
    [
      "an id and a hash that are called otherwise",
      'const BUILD = "901dc8fa38274c7eeca1d7445ca26fe5e9a6704c"',
    ],
    ["a pin of the board", 'const ledPin = "GP12"\nconst pin = "12"'],
    ["a user", 'startMQTTClient({ host: "broker.example", username: "thermostat", password })'],
    ["what an address asks for", 'fetch("https://cloud.example/v1?unit=celsius&since=a1b2c3d4e5&key=week")'],
    [
      "an id or a version in a field of one's own",
      `fetch(url, { headers: { "x-device-id": "${MADE_UP}", "x-version": "1.2-${MADE_UP}", "x-unit": "celsius" } })`,
    ],
    ["a cookie that says what is liked", 'fetch(url, { headers: { cookie: "theme=dark; lang=de" } })'],
    ["a host in an address", 'fetch("https://meter@cloud.example:8443/a")'],
    ["help that names passwords", 'send("Choose a passphrase that is not 12345678 or password.")'],
    ["a format", 'const token = "{0}-{1}-a1b2c3"'],
    ["a version", 'const tokenFormat = "v2"\nconst secret = "release-1.24.3"'],
    [
      "a parameter of the same name as a constant",
      `const b = "${WORD}"\nfunction join(b: string) { wifi.addNetwork("Home", b) }`,
    ],
    ["a function's of the same name", `import { addNetworks } from "./x"\naddNetworks("Home", "${WORD}")`],
  ])("%s", (_, source) => {
    expect(literalsIn({ "src/main.ts": source })).toEqual([]);
  });

  it("when it is the default of a setting, which is a secret already", () => {
    const source = `import { readSetting } from "@devicescript/settings"\nconst token = "${MADE_UP}"\nawait readSetting("token", token)\n`;
    const credentials = new SourceCredentials(new Map([["main.ts", source]]));
    expect(credentials.bakedLiterals()).toEqual([]);
    expect(credentials.bakedDefaults()).toHaveLength(1);
  });

  it("in the sources of DeviceScript's libraries", () => {
    expect(literalsIn({ "node_modules/@devicescript/net/src/x.ts": `const API_KEY = "${MADE_UP}"` })).toEqual(
      [],
    );
  });
});

describe("a search for literals", () => {
  it("reads any TypeScript", () => {
    const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((f) => /\.tsx?$/.test(f));
    const sources = Object.fromEntries(files.map((f) => [f, readFileSync(join("src", f), "utf8")]));
    const found = literalsIn(sources).filter(({ file }) => file !== "judge/policy/corner-values.ts");
    expect(found).toEqual([]);
    const odd = 'const o = { 1: "a", [x]: "b", "c d": "e", f() {}, ...g, get h() { return 1 } }\n';
    const more = 'const { token = "t", ...r } = o\nclass A { #key = "x"; static { } }\na?.b?.("x")\n';
    expect(literalsIn({ "a.ts": odd + more })).toEqual([]);
  });
});

describe("a credential in the source is hidden", () => {
  it("where it stands and where it is mentioned, by its name, and lines stay", () => {
    const source = `// ${MADE_UP} is ours.\nconst apiKey = "${MADE_UP}"\nsend(apiKey)\n`;
    const { text } = new SourceCredentials(new Map([["main.ts", source]])).redaction("main.ts", source);
    expect(text).toBe("// ‹literal.main.ts:2› is ours.\nconst apiKey = ‹literal.main.ts:2›\nsend(apiKey)\n");
  });

  it("in every literal of a file that can't be parsed", () => {
    const source = `const apiKey = "${MADE_UP}"\nconst const = {{\n`;
    const { text } = new SourceCredentials(new Map([["main.ts", source]])).redaction("main.ts", source);
    expect(text).not.toContain(MADE_UP);
  });
});

function literalsIn(files: Readonly<Record<string, string>>) {
  return new SourceCredentials(new Map(Object.entries(files))).bakedLiterals();
}
