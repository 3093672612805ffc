import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ScenarioData, Step } from "../../sim/home/scenario.ts";
import type { Origin } from "../../src/judge/verdict/finding.ts";
import { anyShellReplay, replayCommand, shellWord, wordsOf } from "../../src/report/replay.ts";
import { packedScenario } from "../../src/subjects/packed-scenario.ts";
import { loadScenario } from "../../src/subjects/scenario-file.ts";
import { UserError } from "../../src/user-error.ts";

const SCENARIO: ScenarioData = {
  name: "it's warm",
  steps: [
    { do: "wait", for: "38s" },
    { do: "set", what: "temperature", to: 70 },
  ],
};

/** Texts of every kind, lone surrogates, quotes and signs of shells included. */
const text = fc.oneof(
  fc.string({ unit: "binary", minLength: 1 }),
  fc.constantFrom("'", '"', "%PATH%", "$(x)", "`x`", "!!", "\\", "\ud800", "‘ ’ “ ”", "{", "\u2028"),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant("writeSetting" as const),
    key: text,
    value: fc.jsonValue().filter((value) => value !== null),
  }),
  fc.record({ do: fc.constant("publish" as const), topic: text, payload: text }),
  fc.constant({ do: "wait", for: "1s" } as const),
) as fc.Arbitrary<Step>;
const scenario: fc.Arbitrary<ScenarioData> = fc.record({ name: text, steps: fc.array(step) });

function finding(scenario: ScenarioData, declared = false) {
  const origin: Origin = { kind: "run", scenario, circumstances: {}, declared };
  return { atMicros: 1_500_000, origin };
}

describe("a scenario as one word", () => {
  it("comes back as it was, and has no character that a shell takes for its own", () => {
    fc.assert(
      fc.property(scenario, (data) => {
        const word = packedScenario(data);
        expect(word).toMatch(/^base64:[\w-]+$/);
        expect({ ...loadScenario(word) }).toEqual(JSON.parse(JSON.stringify(data)));
      }),
    );
  });

  it.each([
    ["base64:", "base64url"],
    ["base64:a b", "base64url"],
    ["base64:'{}'", "base64url"],
    [packedScenario(SCENARIO).slice(0, -9), "is not JSON"],
    [`base64:${Buffer.from([0x22, 0xff, 0x22]).toString("base64url")}`, "is not JSON"],
    [`base64:${Buffer.from("[]").toString("base64url")}`, 'a scenario has a "name"'],
  ])("that is none is refused in a line: %s", (word, complaint) => {
    const load = () => loadScenario(word);
    expect(load).toThrow(UserError);
    expect(load).toThrow(complaint);
    expect(load).toThrow(/^--scenario: .*\.?$/);
  });
});

describe("the words of a command", () => {
  it("are those that it was quoted from", () => {
    const word = fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom("'", "\\", "a'b", " ", "it's \\'"));
    fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(wordsOf(words.map(shellWord).join(" "))).toEqual(words);
      }),
    );
  });
});

describe("the replay for any shell", () => {
  it("is the same command, with the scenario as one word", () => {
    const [plain, any] = [replayCommand, anyShellReplay].map((make) =>
      make("src/main.ts", finding(SCENARIO), 7, null),
    );
    expect(plain).toBe(
      `tightlip check src/main.ts --seed 7 --until 1.501s --scenario '{"name":"it\\u0027s warm","steps":[{"do":"wait","for":"38s"},{"do":"set","what":"temperature","to":70}]}'`,
    );
    expect(any).toBe(
      `tightlip check src/main.ts --seed 7 --until 1.501s --scenario ${packedScenario(SCENARIO)}`,
    );
  });

  it("is left out where the other one is for any shell", () => {
    const own = finding(SCENARIO, true);
    expect(anyShellReplay("src/main.ts", own, 1, null)).toBeNull();
    expect(anyShellReplay("src/main.ts", own, 1, { policyFrom: "origin/main" })).toBeNull();
    expect(replayCommand("src/main.ts", own, 1, { policyFrom: "origin/main" })).toBe(
      "tightlip check src/main.ts --policy-from origin/main --seed 1 --until 1.501s",
    );
  });

  it.each([
    ["my kettle/main.ts", '"my kettle/main.ts"'],
    ["küche/main.ts", '"küche/main.ts"'],
    ["src\\main.ts", '"src\\main.ts"'],
    ["@home/main.ts", '"@home/main.ts"'],
  ])("has %s in double quotes", (main, quoted) => {
    for (const origin of [finding(SCENARIO), finding(SCENARIO, true)])
      expect(anyShellReplay(main, origin, 1, null)).toContain(`tightlip check ${quoted} --seed 1`);
  });

  it.each([
    "100%/main.ts",
    "$HOME/main.ts",
    "it's!/main.ts",
    'a"b.ts',
    "a`b.ts",
    "“a”.ts",
    "\\\\host\\x",
    "a\\",
  ])("is left out where no quoting fits all shells: %s", (main) => {
    expect(anyShellReplay(main, finding(SCENARIO), 1, null)).toBeNull();
    expect(anyShellReplay("src/main.ts", finding(SCENARIO), 1, { policyFrom: main })).toBeNull();
  });

  it("is left out where it is longer than cmd.exe takes", () => {
    const long = { ...SCENARIO, name: "x".repeat(8_000) };
    expect(anyShellReplay("src/main.ts", finding(long), 1, null)).toBeNull();
  });
});
