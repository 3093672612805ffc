import { describe, expect, it } from "vitest";
import { plural } from "../src/plural.ts";

describe("a count with its noun", () => {
  it("is singular for one alone", () => {
    expect([0, 1, 2].map((count) => plural(count, "run"))).toEqual(["0 runs", "1 run", "2 runs"]);
  });

  it("takes a plural without a bare s", () => {
    expect([1, 2].map((count) => plural(count, "body", "bodies"))).toEqual(["1 body", "2 bodies"]);
  });
});
