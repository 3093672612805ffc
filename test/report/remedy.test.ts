import { describe, expect, it } from "vitest";
import type { Finding } from "../../src/judge/verdict/finding.ts";
import { remedyOf } from "../../src/report/remedy.ts";
import { findRule, RULES } from "../../src/report/rules.ts";

const IDLE = { name: "idle", steps: [] };

function leak(rule: string, kind: "run" | "image"): Parameters<typeof remedyOf>[0] {
  const { degree, channel } = findRule(rule)!;
  const origin: Finding["origin"] = { kind, scenario: IDLE, circumstances: {}, declared: true };
  return { rule, degree, channel, origin };
}

describe("the advice on a leak", () => {
  it("speaks of the source where the firmware itself holds the value, and of no vault", () => {
    const advice = remedyOf(leak("clear/flash", "image"));
    expect(advice).toContain("written in the source");
    expect(advice).not.toContain("Vault");
  });

  it("speaks of vault and forgetting where the firmware stores the value, and of no source", () => {
    const advice = remedyOf(leak("clear/flash", "run"));
    expect(advice).toContain("Vault");
    expect(advice).toContain("forget");
    expect(advice).not.toContain("source");
  });

  it("is the rule's for everything else, and the rule of memory has both", () => {
    for (const { id, channel, remedy } of RULES)
      if (channel !== "flash") expect(remedyOf(leak(id, "run"))).toBe(remedy);
    expect(findRule("clear/flash")!.remedy).toMatch(/Vault.*written in the source/s);
  });
});
