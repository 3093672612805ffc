/** Weaknesses that leaks are instances of. */
import { describe, expect, it } from "vitest";
import { RULES } from "../../src/report/rules.ts";
import { ofRule, WEAKNESSES, weaknessesOf } from "../../src/report/weaknesses.ts";

const ids = WEAKNESSES.map(({ id }) => id);

describe("a weakness", () => {
  it("is known for each rule, and is more where who sees the bytes says more", () => {
    for (const rule of RULES) expect(ids).toContain(ofRule(rule));
    const sent = { degree: "clear", channel: "http", observer: "network" } as const;
    expect(weaknessesOf(sent, false)).toEqual(["201", "319"]);
    expect(weaknessesOf({ ...sent, observer: "endpoint" }, false)).toEqual(["201"]);
    expect(weaknessesOf({ ...sent, degree: "derived" }, false)).toEqual(["201"]);
    const stored = { degree: "clear", channel: "flash", observer: "flash" } as const;
    expect(weaknessesOf(stored, false)).toEqual(["312"]);
    expect(weaknessesOf(stored, true)).toEqual(["312", "798"]);
    expect(weaknessesOf({ degree: "implicit", channel: "time", observer: "network" }, false)).toEqual([
      "208",
    ]);
  });

  it("stands once in the list, in order", () => {
    expect(ids).toEqual([...new Set(ids)].sort());
  });
});
