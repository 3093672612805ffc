import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { toBytes } from "../../sim/tape/bytes.ts";
import { canary, variant } from "../../src/judge/policy/secret.ts";
import { Scanner } from "../../src/judge/search/scan.ts";
import { firmwareFile } from "../firmware.ts";
import { runVitest, vitestProject } from "./vitest-project.ts";

const TOKEN = canary("settings.token", 1);
/** Other value of the token: servers get to see it in the run that has other secrets. */
const OTHER_TOKEN = { name: "another token", value: variant(TOKEN, "different", 1)! };
const scanner = new Scanner([TOKEN, OTHER_TOKEN, canary("wifi.psk", 1), canary("wifi.ssid", 1)]);

/** Sends its token in every encoding, after it has printed it letter by letter. */
const TELLTALE = readFileSync(firmwareFile("encodings"), "utf8").replace(
  "const bytes",
  'for (let i = 0; i < token.length; i++) console.log(token[i]);\nconsole.log("spelt");\nconst bytes',
);

/** Its server keeps what it is sent. */
const KEEPS_REQUESTS = `import { definePolicy } from "tightlip";
const requests = (globalThis.requests = []);
const server = (request) => {
  requests.push(request);
  return { status: 200, body: "{}" };
};
export default definePolicy({ servers: { "*": server } });
`;

const TESTS = `import { appliance } from "tightlip/vitest";
import { expect, test } from "vitest";

const relay = await appliance("src/relay.ts");
await relay.wait("5s");
const telltale = await appliance("src/telltale.ts");
await telltale.wait("5s");

test("verdict", () => expect(relay).toMatchSnapshot());
test("tape", () => expect(telltale.tape).toMatchSnapshot());
test("events", () => {
  expect(telltale.tape.events.map(({ kind, to, text }) => ({ kind, to, text }))).toMatchSnapshot();
});
test("log", () => expect(telltale.log).toMatchSnapshot());
test("requests", () => {
  const { requests } = globalThis as any;
  expect(requests.length).toBeGreaterThan(0);
  const token = /Bearer (\\w+)/.exec(requests.map((r) => r.headers.authorization).join())![1];
  expect(requests).toMatchSnapshot();
  expect(token).toMatchSnapshot();
  expect(Buffer.from(token)).toMatchSnapshot();
  expect(Buffer.from("token=" + token).toString("base64")).toMatchSnapshot();
  expect(new Map([[token, new Set([{ [token]: true }])]])).toMatchSnapshot();
  expect(() => { throw new Error("refused " + token) }).toThrowErrorMatchingSnapshot();
  expect({ printed: String(relay), json: JSON.stringify([relay, relay.tape, telltale.tape]) }).toMatchSnapshot();
});
`;

/** The programs of docs/vitest.md, with what stands behind the fence. */
const programs = [...readFileSync("docs/vitest.md", "utf8").matchAll(/^```ts( config)?\n(.*?)^```$/gms)];
const config = programs.find(([, isConfig]) => isConfig)![2];
const examples = programs
  .filter(([, isConfig]) => !isConfig)
  .map(([, , code], i) => [`docs/${i}.test.ts`, code] as const);

const lesson = (name: string) => readFileSync(`devs/lessons/01-cloud-relay/${name}.ts`, "utf8");

let snapshots: string;
let output: string;

beforeAll(async () => {
  const root = vitestProject({
    "vitest.config.ts": config,
    "services/provisioning.md": readFileSync("services/provisioning.md", "utf8"),
    "src/main.ts": lesson("fixed"),
    "src/relay.ts": lesson("leaky"),
    "src/telltale.ts": TELLTALE,
    "src/telltale.policy.ts": KEEPS_REQUESTS,
    "test/all.test.ts": TESTS,
    ...Object.fromEntries(examples),
  });
  output = await runVitest(root);
  snapshots = readFileSync(join(root, "test/__snapshots__/all.test.ts.snap"), "utf8");
});

test.each(examples)("the program %s of docs/vitest.md does what the page says", (file) => {
  expect(output).toMatch(new RegExp(`✓ ${file} `));
});

describe("snapshots of a project's tests", () => {
  test("hold no secret in any encoding, and neither does what vitest prints", () => {
    expect(output).toMatch(/all\.test\.ts \(5 tests\)/);
    expect(scanner.scan(toBytes(snapshots))).toEqual([]);
    expect(scanner.scan(toBytes(output))).toEqual([]);
  });

  test("hold names, lines and verdicts", () => {
    expect(snapshots).toMatch(/"wifi\.psk": \{[^}]*"endpoint": "clear"/);
    expect(snapshots).toContain('"source": "src/relay.ts:33');
    expect(snapshots).toContain("host: ‹settings.token›.cloud.example");
    expect(snapshots.match(/‹settings\.token›/g)!.length).toBeGreaterThan(10);
  });

  test("do not spell one either", () => {
    expect(snapshots.match(/"‹depends on a secret›",/g)!.length).toBeGreaterThanOrEqual(TOKEN.value.length);
    expect(snapshots).not.toMatch(new RegExp([...TOKEN.value].join("\\W+")));
    expect(snapshots).toContain('"> spelt",');
  });
});
