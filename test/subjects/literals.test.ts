import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { toText } from "../../sim/tape/bytes.ts";
import { buildImage } from "../../src/compile/build.ts";
import { objections } from "../../src/flash/gate.ts";
import { variant } from "../../src/judge/policy/secret.ts";
import { IDLE } from "../../src/judge/verdict/idle.ts";
import { Runner } from "../../src/judge/verdict/runner.ts";
import type { FormatName } from "../../src/report/formats.ts";
import { ShownSource } from "../../src/report/shown-source.ts";
import { applianceAt } from "../../src/subjects/appliance.ts";
import { loadPolicy } from "../../src/subjects/policy-file.ts";
import { AS_DECLARED, checkAppliance } from "../../src/tasks/check-appliance.ts";
import { UserError } from "../../src/user-error.ts";
import { nodeCrypto } from "../../src/world-crypto.ts";
import { allFiles, emptyCache, tempProject } from "../compile/temp-project.ts";
import { subject } from "../judge/judged.ts";
import { rendered } from "../report/checked.ts";
import { RENDERERS } from "../report/renderers.ts";

const VALUE = "k7Qw2mZx9TbRv4";
const NAME = "literal.src/main.ts:1";
const PRINTS = `const apiKey = "${VALUE}"\nconsole.log("x" + apiKey)\n`;
const RELEASE = `{ name: "flash", secret: "${NAME}", observer: "flash", channel: "flash", why: "a demo's" }`;

function projectOf(main: string, policy?: string) {
  const text = `import { definePolicy } from "tightlip";\nexport default definePolicy({ ${policy} });\n`;
  return tempProject({ "src/main.ts": main, ...(policy !== undefined && { "src/main.policy.ts": text }) });
}

async function checkedOf(main: string, policy?: string) {
  const appliance = applianceAt(join(projectOf(main, policy), "src/main.ts"));
  const request = { ...AS_DECLARED, virtualMicros: 4_000_000 };
  const { report } = checkAppliance(appliance, await loadPolicy(appliance), request);
  if (report.kind !== "firmware") throw new Error("did not build");
  return report;
}

async function leaksOf(main: string, policy?: string) {
  const { verdict } = await checkedOf(main, policy);
  return verdict.findings
    .filter(({ allowed }) => allowed === null)
    .map(({ secret, observer, degree, source }) => `${secret} ${observer} ${degree} ${source?.line}`);
}

describe("a credential that is written in the source", () => {
  it("is seen in flash from the start, and by whoever it is sent to", async () => {
    expect(await leaksOf(PRINTS)).toEqual([`${NAME} flash clear 1`, `${NAME} cable clear 2`]);
  });

  it("is followed when it is a part of a text", async () => {
    const main = `const headers = { authorization: "Bearer ${VALUE}" }\nconsole.log(headers.authorization)\n`;
    expect(await leaksOf(main)).toEqual([`${NAME} flash clear 1`, `${NAME} cable clear 2`]);
  });

  it("is followed when the compiler adds it up", async () => {
    const main = `const apiKey = "${VALUE.slice(0, 6)}" + "${VALUE.slice(6)}"\nconsole.log(apiKey)\n`;
    expect(await leaksOf(main)).toEqual([`${NAME} flash clear 1`, `${NAME} cable clear 2`]);
  });

  it("has another value of the same length in the bytecode of a twin, and nothing else differs", () => {
    const { image } = buildImage(join(projectOf(PRINTS), "src/main.ts"), { cache: emptyCache() });
    const options = { crypto: nodeCrypto, seed: 1, virtualMicros: 4e6, policy: {} };
    const runner = new Runner(subject(image, options), options);
    const base = runner.discover(IDLE);
    const secret = runner.secrets.find(({ name }) => name === NAME)!;
    expect(secret).toMatchObject({ baked: true, setting: null, value: VALUE });
    const value = variant(secret, "different", 1)!;
    const twin = runner.runWith([{ secret, value }], IDLE);
    const log = ({ tape }: typeof base) => tape.events.filter(({ channel }) => channel === "log");
    expect(log(twin)).toHaveLength(log(base).length);
    expect(log(twin).some(({ payload }) => toText(payload!).includes(value))).toBe(true);
    expect(log(twin).some(({ payload }) => toText(payload!).includes(VALUE))).toBe(false);
    expect(twin.tape.events.find(({ kind }) => kind === `image ${NAME}`)).toMatchObject({
      atMicros: 0,
      observers: ["flash"],
    });
  });

  it("can be released like any secret", async () => {
    expect(await leaksOf(PRINTS, `secrets: ["${NAME}"], releases: [${RELEASE}]`)).toEqual([
      `${NAME} cable clear 2`,
    ]);
  });

  it("is in no report, whatever the format: its name is", async () => {
    const result = await checkedOf(PRINTS);
    for (const format of Object.keys(RENDERERS) as FormatName[]) {
      const text = rendered(format, [result]);
      expect(text, format).not.toContain(VALUE);
      // Coverage names no credential.
      if (format !== "lcov") expect(text, format).toContain(NAME);
    }
  });

  it("is no secret of firmware that does not use it, and hidden in its source all the same", () => {
    const main = `const apiKey = "${VALUE}"\nconsole.log("on")\n`;
    const cache = emptyCache();
    const { image } = buildImage(join(projectOf(main), "src/main.ts"), { cache });
    expect(image.bakedLiterals).toEqual([]);
    expect(new ShownSource(image).line("src/main.ts", 1)).toBe(`const apiKey = ‹${NAME}›`);
    for (const [path, content] of allFiles(cache.dir)) expect(content.includes(VALUE), path).toBe(false);
  });

  it("is refused at the gate before a board, by its name", () => {
    const root = projectOf(PRINTS);
    const { image } = buildImage(join(root, "src/main.ts"), { cache: emptyCache() });
    const reasons = objections({
      image,
      root,
      verdict: { word: "keeps", because: { kind: "keeps", secrets: [] } },
    });
    expect(reasons).toEqual([`it carries a credential of its source (${NAME})`]);
  });

  it("that a policy names by another line is refused, with the line where it is", async () => {
    const refused = checkedOf(`\n${PRINTS}`, `secrets: ["${NAME}"]`);
    await expect(refused).rejects.toThrow(UserError);
    await expect(refused).rejects.toThrow(/Did you mean "literal\.src\/main\.ts:2"\?/);
  });

  it("that a policy names and that there is none like is unknown", async () => {
    const { verdict } = await checkedOf('console.log("on")\n', `secrets: ["${NAME}"]`);
    expect(verdict).toMatchObject({ word: "unknown", because: { kind: "unused", secrets: [NAME] } });
  });
});
