import { describe, expect, it } from "vitest";
import { Scenario, type Step } from "../../../sim/home/scenario.ts";
import { toHex } from "../../../sim/tape/bytes.ts";
import { firmware, printed, run } from "../../firmware.ts";

describe("a message that a scenario publishes", () => {
  const image = firmware("mqtt");
  const said = (said: Partial<Extract<Step, { do: "publish" }>>) =>
    run(image, 20, {
      scenario: {
        name: "an order",
        steps: [
          { do: "wait", for: "10s" },
          { do: "publish", topic: "home/kettle/set", ...said },
        ],
      },
    });

  it("is a text in UTF-8, or the bytes that are given", () => {
    expect(printed(said({ payload: "heiß 热" }))).toContain("order heiß 热");
    expect(printed(said({ hex: toHex(new TextEncoder().encode("热")) }))).toContain("order 热");
    expect(printed(said({}))).toContain("order ");
  });

  it("is refused where its bytes are no hexadecimal digits", () => {
    expect(() => Scenario.from({ name: "odd", steps: [{ do: "publish", topic: "t", hex: "a5f" }] })).toThrow(
      /step 1 of scenario "odd".*hex/,
    );
  });
});
