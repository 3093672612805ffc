import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { appliance, type TestedAppliance } from "tightlip/vitest";
import { beforeAll, describe, expect, test } from "vitest";
import { toBytes } from "../../sim/bytes.ts";
import { Scanner } from "../../src/judge/scan.ts";
import { canary } from "../../src/judge/secret.ts";
import { tempFolder, tempProject } from "../build/temp-project.ts";
import { firmwareFile } from "../firmware.ts";

const TOKEN = canary("settings.token", 1);
const PSK = canary("wifi.psk", 1);
const scanner = new Scanner([TOKEN, PSK]);

/** Prints its token letter by letter. */
const SPELLS = `import { readSetting } from "@devicescript/settings";
const token: string = await readSetting("token", "");
for (let i = 0; i < token.length; i++) console.log(token[i]);
console.log("done");
`;

/** What a snapshot of the value would hold. */
async function snapshotOf(value: unknown): Promise<string> {
  const file = join(tempFolder(), "snapshot");
  writeFileSync(file, "nothing of the kind");
  try {
    await expect(value).toMatchFileSnapshot(file);
  } catch (error) {
    return (error as { actual: string }).actual;
  }
  throw new Error("the snapshot was accepted");
}

/** Of a text, in whatever encoding. */
function secretsIn(text: string): string[] {
  return scanner.scan(toBytes(text)).map(({ secret }) => secret);
}

let telltale: TestedAppliance;
let speller: TestedAppliance;

beforeAll(async () => {
  telltale = await appliance(firmwareFile("encodings"));
  speller = await appliance(join(tempProject({ "spells.ts": SPELLS }), "spells.ts"));
  await telltale.wait("5s");
  await speller.wait("2s");
});

describe("a snapshot holds no secret", () => {
  test("of an appliance, whose verdict it is", async () => {
    const shown = await snapshotOf(telltale);
    expect(shown).toContain('"verdict": "leaks"');
    expect(shown).toMatch(/"settings\.token": \{[^}]*"cable": "clear"/);
    expect(secretsIn(shown)).toEqual([]);
  });

  test("of a tape, and of every event on it, in whatever encoding it was sent", async () => {
    const { tape } = telltale;
    const whole = await snapshotOf(tape);
    expect(whole).toContain('"to": "cloud.example:80"');
    expect(
      tape
        .seenBy("endpoint")
        .map(({ text }) => text)
        .join(""),
    ).toContain("host: ‹settings.token›.cloud.example");
    const parts = await snapshotOf(tape.events.map(({ kind, to, text }) => ({ kind, to, text })));
    expect(secretsIn(whole)).toEqual([]);
    expect(secretsIn(parts)).toEqual([]);
  });

  test("of a log in which it is spelt", async () => {
    const shown = await snapshotOf(speller.log);
    expect(speller.log.filter((line) => line === "‹depends on a secret›")).toHaveLength(TOKEN.value.length);
    expect(speller.log).toContain("> done");
    expect(shown).not.toMatch(new RegExp([...TOKEN.value].join("\\W+")));
  });

  test.each([
    ["a text", TOKEN.value],
    ["a field, and a field's name", { [TOKEN.value]: { deep: [`Bearer ${TOKEN.value}`] } }],
    ["bytes", toBytes(TOKEN.value)],
    ["base64", Buffer.from(`token=${TOKEN.value}`).toString("base64")],
    ["an error", new Error(`refused ${TOKEN.value}`)],
    ["a map", new Map([[TOKEN.value, new Set([TOKEN.value])]])],
  ])("that the test itself got hold of, as %s", async (_, value) => {
    const shown = await snapshotOf({ value });
    expect(shown).toContain("‹settings.token›");
    expect(secretsIn(shown)).toEqual([]);
  });

  test("when the appliance is printed by other means", () => {
    const printed = [JSON.stringify(telltale), JSON.stringify(telltale.tape), `${telltale}`];
    expect(secretsIn(printed.join("\n"))).toEqual([]);
  });
});
