import { describe, expect, it } from "vitest";
import { gitState, imageVersion } from "../../src/compile/version.ts";
import { tempFolder } from "./temp-project.ts";

describe("an image's version", () => {
  it.each([
    ["the tag, at a tag", { head: "v2.0.1", changedAt: null }, "1.0.0", "v2.0.1"],
    [
      "the next patch level and the hash, after a tag",
      { head: "v2.0.1-3-gabc1234", changedAt: null },
      "1.0.0",
      "v2.0.2-gabc1234",
    ],
    ["based on package.json without tags", { head: "abc1234", changedAt: null }, "1.0.0", "v1.0.1-abc1234"],
    ["the hash alone without any version", { head: "abc1234", changedAt: null }, "(no version)", "abc1234"],
    [
      "with the minute in a changed tree",
      { head: "v2.0.1", changedAt: "2026.01.31.23.59" },
      "1.0.0",
      "v2.0.2-v2.0.1-2026.01.31.23.59",
    ],
    [
      "the minute alone when nothing else is known",
      { head: "", changedAt: "2026.01.31.23.59" },
      "x",
      "2026.01.31.23.59",
    ],
  ])("is %s", (_, state, packageVersion, version) => {
    expect(imageVersion(state, packageVersion)).toBe(version);
  });

  it("needs a repository", () => {
    expect(gitState(tempFolder())).toBeUndefined();
  });

  it("has the minute, in UTC, where git knows no commit", () => {
    const root = tempFolder({ ".git": "" });
    expect(gitState(root, () => new Date("2026-01-31T23:59:12Z"))).toEqual({
      head: "",
      changedAt: "2026.01.31.23.59",
    });
  });
});
