import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WhatWasSeen } from "../../../sim/device/inside/observations.ts";
import { type Answer, Answers, type Said } from "../../../src/judge/explore/answers.ts";
import { CHANCE } from "../../../src/judge/explore/origins.ts";
import type { Insight } from "../../../src/judge/subject.ts";

const OBJECT = { kind: "object", address: 1 } as const;
const INNER = { kind: "object", address: 2 } as const;

/** Insights of one place of the project's own code after another. */
function insights(...seen: readonly WhatWasSeen[]): Insight[] {
  return seen.map((one, i) => ({
    seen: { ...one, pcs: [i], atMicros: i },
    own: { file: "src/main.ts", line: i + 1, pc: i, isInnermost: true },
  }));
}

function say(value: Said["value"], more: Partial<Said> = {}): Said[] {
  return [{ input: 0, by: "reply", value, ...more }];
}

/** Values that firmware asks for, which was told `value`. */
function asked(said: readonly Said[], ...seen: readonly WhatWasSeen[]): Answer["value"][] {
  return new Answers(said, "t").to(insights(...seen)).map(({ value }) => value);
}

const use = (name: string, of: readonly unknown[], result: unknown): WhatWasSeen =>
  ({ what: "use", name, of, result }) as WhatWasSeen;
const lookup = (object: unknown, member: unknown, found: unknown, names: string[] = []): WhatWasSeen =>
  ({ what: "lookup", object, member, found, names }) as WhatWasSeen;
const compare = (left: unknown, operator: string, right: unknown, result = false): WhatWasSeen =>
  ({ what: "comparison", left, operator, right, result }) as WhatWasSeen;

describe("the answer to a question of firmware", () => {
  it("is the other side of an equality, and the bound of an order with its neighbours", () => {
    expect(asked(say("hello"), compare("hello", "===", "sync"))).toEqual(["sync"]);
    expect(asked(say(37), compare(4711, "<", 37))).toEqual([4712, 4710, 4711]);
  });

  it("is nothing where the question ended as it was wanted, or was about something else", () => {
    expect(asked(say("sync"), compare("sync", "===", "sync", true))).toEqual([]);
    expect(asked(say("hello"), compare("other", "===", "sync"))).toEqual([]);
  });

  it("is a member that is missing in JSON, however deep", () => {
    const [first] = asked(say("{}"), use("JSON.parse", ["{}"], OBJECT), lookup(OBJECT, "args", undefined));
    expect(JSON.parse(first as string)).toEqual({ args: expect.any(String) });

    const text = '{"args":{"level":"x"}}';
    const nested = asked(
      say(text),
      use("JSON.parse", [text], OBJECT),
      lookup(OBJECT, "args", INNER),
      lookup(INNER, "level", "x"),
      compare("x", "===", 5),
    );
    expect(nested.map((one) => JSON.parse(one as string))).toEqual([{ args: { level: 5 } }]);
  });

  it("is an object where a member of a text is asked for, and each name of a table that has not got it", () => {
    const [whole] = asked(say("hello"), lookup("hello", "op", undefined));
    expect(whole).toMatchObject({ op: expect.any(String) });
    expect(asked(say("hello"), lookup(OBJECT, "hello", undefined, ["boil", "dump"]))).toEqual([
      "boil",
      "dump",
    ]);
  });

  it("has what was sought at its beginning, at its end, and alone", () => {
    const search = { what: "search", text: "hello", sought: "adm", range: [], result: -1 } as const;
    expect(asked(say("hello"), search)).toEqual(["admhello", "helloadm", "helloadmxy", "adm"]);
  });

  it("leaves a secret alone that firmware looks for in what it logs", () => {
    const search = { what: "search", text: "no reply", sought: "hello", range: [], result: -1 } as const;
    expect(asked(say("hello"), search)).toContain("no reply");
    expect(asked(say("hello", { isSecret: true }), search)).toEqual([]);
  });

  it("goes back through numbers in texts, single characters, lengths and parts", () => {
    expect(
      asked(say("L7"), use("slice", ["L7", 1], "7"), use("parseInt", ["7"], 7), compare(7, "===", 77)),
    ).toEqual(["L77"]);
    expect(asked(say("abc"), use("charCodeAt", ["abc", 1], 98), compare(98, "===", 120))).toEqual(["axc"]);
    expect(asked(say("abc"), lookup("abc", "length", 3), compare(3, "===", 5))).toEqual(["abcxx"]);
  });

  it("goes back through arithmetic", () => {
    const operations = fc.constantFrom(
      ["+", (a: number, b: number) => a + b],
      ["-", (a: number, b: number) => a - b],
      ["*", (a: number, b: number) => a * b],
      ["^", (a: number, b: number) => a ^ b],
    ) as fc.Arbitrary<[string, (a: number, b: number) => number]>;
    fc.assert(
      fc.property(
        operations,
        fc.integer({ min: 1, max: 5_000 }),
        fc.integer({ min: 1, max: 500 }),
        (operation, wanted, other) => {
          const [name, apply] = operation;
          const bound = apply(wanted, other);
          fc.pre(bound !== apply(37, other) && wanted !== 37);
          const answers = asked(
            say(37),
            use(name, [37, other], apply(37, other)),
            compare(apply(37, other), "===", bound),
          );
          expect(answers).toContain(wanted);
        },
      ),
    );
  });

  it("is a share of the range where a random number is compared", () => {
    const answers = new Answers([], "t").to(insights(use("Math.random", [], 0.3), compare(0.3, "<", 0.005)));
    expect(answers.some(({ input, value }) => input === CHANCE && (value as number) < 0.005)).toBe(true);
  });

  it("takes a condition of a loop for none", () => {
    const seen = [true, true, false].map((result, i) => compare(i, "<", 2, result));
    const at = (one: Insight) => ({ ...one, own: { ...one.own!, pc: 7 } });
    expect(new Answers(say(2), "t").to(insights(...seen).map(at))).toEqual([]);
  });

  it("is JSON or digits where a text was to be that", () => {
    expect(asked(say("hello"), use("JSON.parse", ["hello"], undefined))).toEqual(["{}"]);
    expect(asked(say("hello"), use("Buffer.from", ["hello", "hex"], undefined))).toEqual(["68656c6c6f"]);
  });

  it("is a text with parts enough where a part is missing, and a byte of a message", () => {
    const list = { kind: "object", address: 3 } as const;
    const search = { what: "search", text: "hello", sought: " ", result: -1 } as WhatWasSeen;
    const parts = asked(say("hello"), search, lookup(list, 2, undefined));
    expect(parts).toContainEqual(expect.stringMatching(/^hello \w+ \w+$/));

    const message = say("hello", { isBytes: true });
    expect(asked(message, lookup(OBJECT, 0, 0x68), compare(0x68, "===", 0xa5))).toEqual(["\u00a5ello"]);
    expect(asked(message, lookup(OBJECT, "length", 5), compare(5, "===", 7))).toEqual(["helloxx"]);
    expect(asked(message, lookup(OBJECT, 0, 0x69), compare(0x69, "===", 0xa5))).toEqual([]);
  });

  it("is half of a word where the rest is said by another", () => {
    const both: Said[] = [...say("first"), { input: 1, by: "publish", value: "rest" }];
    const joined = use("+", ["first", "rest"], "firstrest");
    const answers = new Answers(both, "t").to(insights(joined, compare("firstrest", "===", "diagnose")));
    expect(answers.map(({ input, value }) => [input, value])).toEqual([[0, "diag"]]);
    const half = new Answers([...say("diag"), both[1]], "t");
    const rest = half.to(
      insights(use("+", ["diag", "rest"], "diagrest"), compare("diagrest", "===", "diagnose")),
    );
    expect(rest.map(({ input, value }) => [input, value])).toContainEqual([1, "nose"]);
  });

  it("is said after what it is compared with, where the same speaker said that", () => {
    const parsed = use("parseInt", ["7"], 7);
    const [higher] = new Answers(say("7"), "t").to(insights(parsed, compare(7, "<", 7)));
    expect(higher).toMatchObject({ value: "8", isNext: true });
    const [level] = new Answers(say("7"), "t").to(insights(parsed, compare(4711, "<", 7)));
    expect(level).not.toHaveProperty("isNext");
  });
});
