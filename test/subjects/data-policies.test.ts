/** Policies and configs as data: the same schema, tables in place of functions, and nothing that runs. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answerOf, type Server } from "../../sim/net/server.ts";
import { applianceAt, appliancesIn } from "../../src/subjects/appliance.ts";
import { Configs, type LoadedPolicy, loadPolicy } from "../../src/subjects/policy-file.ts";
import { PolicySchema } from "../../src/subjects/policy-schema.ts";
import { UserError } from "../../src/user-error.ts";
import { tempProject } from "../compile/temp-project.ts";
import { SOAK } from "../soak.ts";

const POLICY = {
  secrets: ["wifi.psk", { name: "pairing", setting: "pair_code", kind: "pin" }],
  scenarios: [{ name: "a press", steps: [{ do: "press", what: "button" }] }],
  releases: [
    {
      name: "n",
      secret: "wifi.psk",
      observer: "endpoint",
      channel: "http",
      why: "w",
      after: { do: "press" },
    },
  ],
  servers: { "api.example.com": [{ method: "POST", status: 201, body: "{}" }] },
};

async function load(files: Readonly<Record<string, string>>): Promise<LoadedPolicy> {
  const project = tempProject({ "main.ts": "", ...files });
  return loadPolicy(applianceAt(join(project, "main.ts")));
}

async function complaint(files: Readonly<Record<string, string>>): Promise<string> {
  const error = await load(files).catch((error) => error);
  expect(error).toBeInstanceOf(UserError);
  expect(error.message).not.toContain("\n");
  return error.message;
}

describe("a policy as data", () => {
  it("says what the same policy says as a program", async () => {
    const text = JSON.stringify(POLICY);
    const program = await load({ "main.policy.ts": `export default ${text};` });
    for (const file of ["main.policy.json", "main.policy.yaml", "main.policy.yml"])
      expect((await load({ [file]: text })).policy).toEqual(program.policy);
  });

  it("makes the file beside it a firmware, and goes before the config", async () => {
    const project = tempProject({
      "lamp.ts": "",
      "lamp.policy.yaml": "for: 5m\n",
      "tightlip.config.yaml": "for: 1s\nseed: 7\n",
    });
    const [appliance] = appliancesIn(project);
    expect(appliance!.policy).toMatch(/lamp\.policy\.yaml$/);
    const { policy, config } = await loadPolicy(appliance!, new Configs());
    expect({ for: policy.for, seed: config!.config.seed }).toEqual({ for: "5m", seed: 7 });
  });

  it.each([
    [
      "a field that is not known",
      "for: 5m\nrelases: []\n",
      'line 2: "relases" is not known. Did you mean "releases"?',
    ],
    [
      "a row that is none",
      "servers:\n  a.example:\n    - { staus: 200 }\n",
      'line 3: "servers.a.example.0.staus" is not known',
    ],
    ["a header in two lines", 'servers: { a: [{ headers: { x: "1\\n2" } }] }', "printable ASCII in one line"],
    ["a function", "servers: { a: !!js/function 'x' }", '"servers.a" is "x", which it can not be'],
    ["an alias", "a: &a [1]\nb: *a\n", "neither JSON nor plain YAML"],
    ["no fields", "hello\n", "must have a field a line"],
    ["what is cut off", '{"for": "5m"', "neither JSON nor plain YAML"],
  ])("is refused with its line for %s", async (_, text, why) => {
    expect(await complaint({ "main.policy.yaml": text })).toContain(why);
  });

  it("is refused where there is another", async () => {
    expect(await complaint({ "main.policy.yaml": "", "main.policy.ts": "" })).toMatch(
      /main\.policy\.ts: there is .*main\.policy\.yaml as well, and only one can count/,
    );
  });

  it.skipIf(process.platform === "win32")("is not waited for where it is a pipe", async () => {
    const project = tempProject({ "main.ts": "" });
    execFileSync("mkfifo", [join(project, "main.policy.yaml")]);
    await expect(loadPolicy(applianceAt(join(project, "main.ts")))).rejects.toThrow("is not a plain file");
  });
});

describe("any data", () => {
  /** Fields of a policy, and of its parts, with anything in them. */
  const field = fc.constantFrom(...Object.keys(PolicySchema.entries), ...Object.keys(POLICY.releases[0]!));
  const anything = fc.letrec((again) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom("wifi.psk", "http", "endpoint", "5m", "90%", "press", "button", "__proto__", ""),
      fc.jsonValue({ maxDepth: 1 }),
      fc.array(again("value"), { maxLength: 3 }),
      fc.dictionary(fc.oneof(field, fc.string()), again("value"), { maxKeys: 4 }),
    ),
  })).value;
  /** A policy in which one part, wherever it lies, is something else. */
  const spoilt = fc.tuple(fc.nat(), anything).map(([at, value]) => {
    let left = at % 30;
    return JSON.stringify(POLICY, (_, part) => (left-- === 0 ? value : part)) ?? "";
  });

  it(
    "is a policy, or refused in one line",
    () => {
      const project = tempProject({ "main.ts": "" });
      const file = join(project, "main.policy.json");
      return fc.assert(
        fc.asyncProperty(
          fc.oneof(
            spoilt,
            fc.json(),
            fc.string(),
            anything.map((v) => JSON.stringify(v)),
          ),
          async (text) => {
            writeFileSync(file, text);
            const error = await loadPolicy(applianceAt(join(project, "main.ts"))).then(
              () => null,
              (error) => error,
            );
            if (error === null) return;
            expect(error).toBeInstanceOf(UserError);
            expect(error.message.length).toBeLessThan(2_000);
          },
        ),
        { numRuns: SOAK ? 20_000 : 500, seed: 4 },
      );
    },
    SOAK ? 600_000 : 240_000,
  );
});

describe("a table of a server", () => {
  const answer = (server: Server, method: string, target: string, number = 1) =>
    answerOf(
      server,
      { method, target, headers: {}, body: new Uint8Array(), sizeBytes: 0 },
      { host: "a.example", number, atMicros: 0 },
    );

  it("answers with the first row that fits, and politely where none does", () => {
    const table = [
      { method: "POST", target: "/token", body: "t-1", contentType: "text/plain", headers: { "x-a": "b" } },
      { visit: 2, status: 503 },
      { method: "PUT", status: 404 },
    ];
    expect(answer(table, "POST", "/token", 2)).toEqual({
      ...{ status: 200, body: "t-1", contentType: "text/plain", headers: { "x-a": "b" } },
    });
    expect(answer(table, "GET", "/", 2)).toEqual({ status: 503, body: "" });
    expect(answer(table, "PUT", "/", 3)).toEqual({ status: 404, body: "" });
    expect(answer(table, "GET", "/", 3)).toEqual({ status: 200, body: "{}" });
  });
});

describe("a function of a policy", () => {
  it.each([
    "null",
    '"text"',
    "{}",
    "{ status: 99, body: '' }",
    "{ status: 200, body: {} }",
    "{ status: 200, body: '', headers: { a: '1\\r\\nb: 2' } }",
    "{ status: 200, body: 'x'.repeat(2 ** 23) }",
  ])("of a server that answers %s is refused with its line", async (answer) => {
    const { policy } = await load({
      "main.policy.ts": `export default {\n  servers: {\n    "*": () => (${answer}),\n  },\n};\n`,
    });
    const request = { method: "GET", target: "/", headers: {}, body: new Uint8Array(), sizeBytes: 0 };
    expect(() => answerOf(policy.servers!["*"]!, request, { host: "h", number: 1, atMicros: 0 })).toThrow(
      /main\.policy\.ts: line 3: "servers\.\*" gave an answer that is no reply/,
    );
  });

  it.each(["null", "5", '"text"', "[null]", "[[1]]", "new Array(1e6).fill('x')", "['x'.repeat(2 ** 21)]"])(
    "of a release that computes %s is refused with its line",
    async (answer) => {
      const release = `...${JSON.stringify(POLICY.releases[0])}, computes: () => ${answer}`;
      const { policy } = await load({
        "main.policy.ts": `export default {\n  releases: [\n    {\n ${release} },\n  ],\n};\n`,
      });
      expect(() => policy.releases![0]!.computes!("v", [])).toThrow(/"releases\.0\.computes" gave an answer/);
    },
  );
});
