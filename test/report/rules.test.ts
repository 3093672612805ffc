import { describe, expect, it } from "vitest";
import { CHANNELS, OBSERVERS, PLATFORM_MECHANISMS, platformReleaseOf } from "../../sim/tape/tape.ts";
import { explainCommand } from "../../src/cli/explain.ts";
import { DEGREES } from "../../src/judge/policy/degree.ts";
import { CHANNEL_TEXTS, DEGREE_TEXTS, findRule, RULES } from "../../src/report/rules.ts";
import { findTopic, TOPICS } from "../../src/report/topics.ts";
import { lines, tightlip } from "../cli/cli.ts";

describe("the rules", () => {
  it("have one entry for each degree and channel in which a finding can be", () => {
    const ids = RULES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const degree of ["clear", "encoded", "derived", "implicit", "released"])
      for (const channel of CHANNELS) {
        const can = channel !== "time" || degree === "implicit";
        expect([`${degree}/${channel}`, findRule(`${degree}/${channel}`) !== null]).toEqual([
          `${degree}/${channel}`,
          can,
        ]);
      }
  });

  it("say each something of their own, in sentences", () => {
    expect(new Set(RULES.map(({ title }) => title)).size).toBe(RULES.length);
    expect(new Set(RULES.map(({ meaning }) => meaning)).size).toBe(RULES.length);
    for (const { title, meaning, remedy } of RULES) {
      expect(title).toMatch(/^A credential .*[^.]$/);
      expect(meaning).toMatch(/^[A-Z].*\.$/);
      expect(remedy).toMatch(/^[A-Z].*\.$/);
    }
  });
});

describe("docs/rules.md", () => {
  it("is what the code says; vitest -u writes it anew", async () => {
    const degrees = Object.entries(DEGREE_TEXTS).flatMap(([degree, { verb, meaning, remedy }]) => [
      `### ${degree}`,
      `A credential ${verb} there. ${meaning}`,
      `_What to do._ ${remedy}`,
    ]);
    const channels = Object.entries(CHANNEL_TEXTS).flatMap(([channel, { place, meaning, remedy }]) => [
      `### ${channel}`,
      `It is ${place}. ${meaning}`,
      `_What to do._ ${remedy}`,
    ]);
    const page = [
      "# Rules",
      "A finding is of a rule, `degree/channel`: how much lies open, and in what. `tightlip explain encoded/http` says both of one rule. Ids are stable; `time` occurs only as `implicit/time`.",
      "## Degrees, worst first",
      ...degrees,
      "## Channels",
      ...channels,
      "## Topics",
      "Pages on the verdict as a whole: `tightlip explain keeps`.",
      ...TOPICS.flatMap(({ id, title, paragraphs }) => [`### ${id}`, `${title}.`, ...paragraphs]),
    ];
    await expect(`${page.join("\n\n")}\n`).toMatchFileSnapshot("../../docs/rules.md");
  });
});

describe("tightlip explain", () => {
  it("says what a rule means and what to do", async () => {
    const { code, stdout } = await tightlip(["explain", "encoded/http"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^encoded\/http: A credential can be decoded in an HTTP request\n/);
    expect(stdout).toContain("needs no key");
    expect(stdout).toContain("What to do:");
    for (const line of lines(stdout)) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("says what a verdict means, in lines that fit a terminal", async () => {
    const { code, stdout } = await tightlip(["explain", "coverage"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^coverage: Branches of the firmware's own code that ran\n/);
    expect(stdout).toContain("--require 90%");
    for (const line of lines(stdout)) expect(line.length).toBeLessThanOrEqual(80);
    const json = await tightlip(["explain", "coverage", "--json"]);
    expect(JSON.parse(json.stdout)).toEqual({ schema: 1, rules: [], topics: [findTopic("coverage")] });
  });

  it("has whole sentences on each topic, and an id that no rule has", () => {
    expect(TOPICS.map(({ id }) => id)).toEqual([
      "keeps",
      "coverage",
      "notes",
      "circumstances",
      "literals",
      "device-secrets",
      "platform/join",
      "platform/air",
      "platform/store",
      "platform/settings-read",
      "platform/sealed",
      ...OBSERVERS,
      ...DEGREES,
    ]);
    // Reports name these as what allows a flow.
    const named = PLATFORM_MECHANISMS.filter((one) => platformReleaseOf(one).partOf === undefined);
    expect(TOPICS.map(({ id }) => id)).toEqual(expect.arrayContaining(named));
    for (const { id, title, paragraphs } of TOPICS) {
      expect(findRule(id)).toBeNull();
      expect(title).toMatch(/^[A-Z].*[^.]$/);
      for (const text of paragraphs) expect(text).toMatch(/^[A-Z"].*\.$/s);
    }
  });

  it("lists all without one", async () => {
    const { stdout } = await tightlip(["explain"]);
    expect(lines(stdout).map((line) => line.split(" ")[0])).toEqual(
      [...RULES, ...TOPICS].map(({ id }) => id),
    );
  });

  it("gives one as JSON", async () => {
    const { stdout } = await tightlip(["explain", "clear/log", "--json"]);
    expect(JSON.parse(stdout)).toEqual({ schema: 1, rules: [findRule("clear/log")], topics: [] });
  });

  it("guesses at the rule that was meant", async () => {
    const outcome = await tightlip(["explain", "encodd/http"]);
    const stderr = '✖ encodd/http: no such rule or topic. Did you mean "encoded/http"?\n';
    expect(outcome).toEqual({ code: 2, stdout: "", stderr });
    expect(() => explainCommand("frobnicate", {})).toThrow(
      'frobnicate: no such rule or topic. "tightlip explain" lists them.',
    );
  });
});
