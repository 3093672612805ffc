import { describe, expect, it } from "vitest";
import { describeSteps } from "../../../src/judge/explore/describe-steps.ts";

describe("steps in words", () => {
  it("name each value that does not speak for itself", () => {
    expect(
      describeSteps([
        { do: "wait", for: "5s" },
        { do: "press", what: "button", for: "6s" },
        { do: "brownOut", times: 12, every: "3s" },
        { do: "reply", host: "a.example", body: "{}", times: 1 },
      ]),
    ).toBe("wait for 5s, press button for 6s, brown out times 12 every 3s, reply a.example body {} times 1");
  });

  it("tell a step that happens again and again once, and nothing of what is left out", () => {
    const press = { do: "press", what: "button 2", for: undefined } as const;
    expect(describeSteps([press, press, { do: "reset" }])).toBe("press button 2 (2 times), reset");
  });
});
