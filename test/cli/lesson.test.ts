/** `tightlip lesson`: which firmware solves a lesson, and what of another is missing. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Random } from "../../sim/engine/random.ts";
import { allFiles, tempFolder, tempProject } from "../compile/temp-project.ts";
import { FIX_NAMES, FIXES, WRONG } from "../lesson/fixes.ts";
import { SOAK } from "../soak.ts";
import { lines, looksLikeStackTrace, type Outcome, REPOSITORY, tightlip, tightlipEach } from "./cli.ts";

const LESSONS = "devs/lessons";
const KETTLE = `${LESSONS}/01-cloud-relay`;

/**
 * The suite tries a right and a wrong fix of the first lessons, and one of a later one; the soak tries all. What only
 * pretends is in goals.test.ts.
 */
const HONEST = FIX_NAMES.filter((name) => /-[ab]\.ts$/.test(name));
const random = Random.stream(1, "fixes");
const SAMPLE = ["01-right", "01-wrong", "02-right", "02-wrong", "03-right", "03-wrong", "05-right"].map(
  (kind) => random.pick(HONEST.filter((name) => name.startsWith(kind))),
);
const TRIED = SOAK ? FIX_NAMES : SAMPLE;

const WRONG_FIX = ["lesson", "check", "01", `${FIXES}/01-wrong-b.ts`];
const fixOf = (name: string) => ["lesson", "check", name.slice(0, 2), `${FIXES}/${name}`, "--json"];
const BAD_USAGE: readonly (readonly [args: readonly string[], reason: string])[] = [
  [["check", "13"], "13: no such lesson. Lessons are 01-cloud-relay, 02-it-was-encrypted,"],
  [["check", "../01-cloud-relay"], "no such lesson. Lessons are 01-cloud-relay,"],
  [["check"], "Name a lesson, such as 01. Lessons are 01-cloud-relay,"],
  [["13"], "13: no such lesson. Lessons are 01-cloud-relay, 02-it-was-encrypted,"],
  [["chekc", "01"], 'chekc: no such lesson. Did you mean "check"?'],
  [["01", "my kettle/main.ts"], "To check a firmware: tightlip lesson check 01 'my kettle/main.ts'"],
  [["check", "01", "a.ts", "b.ts"], "too many arguments"],
  [["check", "01", "--language", "fr"], "Allowed choices are en, zh-Hans"],
  [["check", "01", "nope.ts"], "nope.ts: no such file"],
  [["check", "01", "src"], "src: no firmware in this folder"],
  [["check", "01", "README.md"], "README.md: is not TypeScript"],
];

/** Outcomes of all command lines in the repository, by one process: each start of one takes seconds. */
const outcomes = new Map<string, Outcome>();
beforeAll(async () => {
  const commands = [
    ["lesson"],
    ["lesson", "--language", "zh-Hans"],
    ["lesson", "--json"],
    ["lesson", "1"],
    ["lesson", "01", "--language", "zh-Hans"],
    ["lesson", "01-cloud-relay", "--json"],
    ["lesson", "check", "01"],
    WRONG_FIX,
    [...WRONG_FIX, "--language", "zh-Hans"],
    ["lesson", "check", "04"],
    ["lesson", "check", "04", "--json"],
    ...TRIED.map(fixOf),
    ...BAD_USAGE.map(([args]) => ["lesson", ...args]),
  ];
  const all = await tightlipEach(commands);
  for (const [i, command] of commands.entries()) outcomes.set(command.join(" "), all[i]);
}, 900_000);

function outcomeOf(...command: readonly string[]): Outcome {
  return outcomes.get(command.join(" "))!;
}

/** A firmware of the lesson about the kettle, changed in places that are there. */
function kettle(file: string, ...changes: readonly (readonly [from: string, to: string])[]): string {
  return changes.reduce(
    (text, [from, to]) => {
      expect(text).toContain(from);
      return text.replace(from, to);
    },
    readFileSync(join(REPOSITORY, KETTLE, file), "utf8"),
  );
}

/** A folder like a checkout, in which a learner has edited the kettle. */
function checkout(leaky: string): string {
  return tempProject({ ...services(), [`${KETTLE}/leaky.ts`]: leaky, "elsewhere/.keep": "" });
}

/** Specifications of the services that lessons use besides those of the catalogue. */
function services(): Record<string, string> {
  const files = allFiles(join(REPOSITORY, "services"));
  return Object.fromEntries([...files].map(([name, bytes]) => [`services/${name}`, bytes.toString()]));
}

describe("tightlip lesson", () => {
  it("lists the lessons with their questions, in either language", () => {
    const english = outcomeOf("lesson");
    const chinese = outcomeOf("lesson", "--language", "zh-Hans");
    const json = outcomeOf("lesson", "--json");
    expect(english).toMatchObject({ code: 0, stderr: "" });
    expect(lines(english.stdout)).toHaveLength(24);
    expect(lines(english.stdout).slice(0, 2)).toEqual([
      "01  The cloud relay",
      "    You gave the passphrase to your kettle. Who else has it now?",
    ]);
    expect(chinese).toMatchObject({ code: 0, stdout: expect.stringMatching(/^01 {2}\p{Script=Han}/u) });
    const { schema, lessons } = JSON.parse(json.stdout);
    expect(schema).toBe(1);
    expect(lessons).toHaveLength(12);
    expect(lessons[0]).toEqual({
      ...{ number: "01", name: "01-cloud-relay", title: "The cloud relay" },
      question: "You gave the passphrase to your kettle. Who else has it now?",
    });
  });
});

describe("tightlip lesson, with a lesson", () => {
  it("shows its question and story, and the commands that go on, in either language", () => {
    const { code, stdout, stderr } = outcomeOf("lesson", "1");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(lines(stdout).slice(0, 4)).toEqual([
      "01  The cloud relay",
      "    You gave the passphrase to your kettle. Who else has it now?",
      "",
      expect.stringMatching(/^A kettle has a small computer inside/),
    ]);
    expect(lines(stdout).slice(-4)).toEqual([
      `Firmware: ${KETTLE}/leaky.ts`,
      expect.stringMatching(/^ {2}tightlip lab {2}/),
      expect.stringMatching(/^ {2}tightlip lesson check 01 {2}/),
      expect.stringMatching(/^ {2}tightlip lesson check 01 main\.ts {2}/),
    ]);
    expect(outcomeOf("lesson", "01", "--language", "zh-Hans").stdout).toMatch(/^01 {2}\p{Script=Han}/u);
    expect(JSON.parse(outcomeOf("lesson", "01-cloud-relay", "--json").stdout).lessons).toEqual([
      expect.objectContaining({ number: "01", title: "The cloud relay" }),
    ]);
  });
});

describe("tightlip lesson check", () => {
  it("says of the leaking firmware who learns what, and that it does its job", () => {
    const { code, stdout, stderr } = outcomeOf("lesson", "check", "01");
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    const said = lines(stdout);
    expect(said[0]).toBe(
      "✖ 01-cloud-relay/leaky leaks: wifi.psk and wifi.ssid do not stay home: the server pairing.cloud.example:443 can read them.",
    );
    expect(stdout).toMatch(/wifi\.psk and wifi\.ssid → endpoint .*\n.*clear.*\n.*\n.*leaky\.ts:\d+\n/);
    expect(said.slice(-5)).toEqual([
      "    It still does its job:",
      "    ✔ It joins the WiFi of the home.",
      "    ✔ It reports its temperature to its cloud, again and again.",
      "",
      "Not solved yet: it does its job, but it leaks.",
    ]);
    // The policy beside it expects the leak, and is not asked.
    expect(stdout).not.toContain("expected");
  });

  it("checks leaky.ts as the learner has it, from wherever in the checkout", async () => {
    const cwd = join(checkout(kettle("leaky.ts", ["  await relay();\n", ""])), "elsewhere");
    const { code, stdout } = await tightlip(["lesson", "check", "1"], { cwd });
    expect(lines(stdout).slice(0, 1)).toEqual([expect.stringMatching(/^✔ 01-cloud-relay\/leaky keeps: /)]);
    expect(lines(stdout).slice(-3)).toEqual([
      "Solved: it keeps, and it does its job.",
      "The passphrase now goes from the phone to the WiFi and to nobody else. The cloud never needed it.",
      expect.stringMatching(/^TLS, /),
    ]);
    expect(code).toBe(0);
  });

  it("checks firmware of another project, with the lesson that the package brings", async () => {
    const cwd = tempProject({ ...services(), "src/main.ts": kettle("fixed.ts") });
    const { code, stdout } = await tightlip(["lesson", "check", "01-cloud-relay", "src/main.ts"], { cwd });
    expect(stdout).toContain("Solved: it keeps");
    expect(code).toBe(0);
  });

  it("says what a firmware does not do any more, and where to look, in either language", () => {
    const english = outcomeOf(...WRONG_FIX);
    const chinese = outcomeOf(...WRONG_FIX, "--language", "zh-Hans");
    expect(english.code).toBe(1);
    expect(english.stdout).toContain(
      "    ✖ It reports its temperature to its cloud, again and again.\n      The kettle reports only while `connected`",
    );
    expect(lines(english.stdout).at(-1)).toBe(
      "Not solved yet: nothing leaks, but it does not do all of its job.",
    );
    expect(chinese.code).toBe(1);
    expect(lines(chinese.stdout).at(-1)).toBe("尚未完成：没有泄漏，但它没有完成全部工作。");
  });

  it("says of what does not build what the compiler says", async () => {
    const cwd = checkout('const level: number = "high";\n');
    const [text, json] = await tightlipEach(
      [
        ["lesson", "check", "01"],
        ["lesson", "check", "01", "--json"],
      ],
      { cwd },
    );
    expect(text.code).toBe(3);
    expect(text.stderr).toBe("");
    expect(text.stdout).toContain("leaky.ts:1:7");
    expect(lines(text.stdout).at(-1)).toBe("Not solved yet: it does not build.");
    expect(json.code).toBe(3);
    expect(JSON.parse(json.stdout)).toMatchObject({ solved: false, deeds: null, appliance: { image: null } });
    expect(looksLikeStackTrace(text.stdout + text.stderr)).toBe(false);
  });

  it("gives no verdict on what never joins, and says which deeds are missing", async () => {
    const cwd = checkout("");
    const { code, stdout } = await tightlip(["lesson", "check", "01"], { cwd });
    expect(code).toBe(1);
    expect(lines(stdout)[0]).toMatch(/^\? 01-cloud-relay\/leaky unknown: /);
    expect(lines(stdout).at(-1)).toBe(
      "Not solved yet: there is no verdict, and it does not do all of its job.",
    );
  });

  it("shows no secret, not even one that the goal puts into flash", () => {
    const check = ["lesson", "check", "04"];
    for (const { code, stdout, stderr } of [outcomeOf(...check), outcomeOf(...check, "--json")]) {
      expect(code).toBe(1);
      expect(stdout + stderr).not.toMatch(/Kf93xQ|long enough passphrase/);
    }
  });
});

describe("a fix of a lesson", () => {
  it("that is wrong says in the list of them what is wrong with it", () => {
    expect(Object.keys(WRONG)).toEqual(FIX_NAMES.filter((name) => name.includes("-wrong-")));
  });

  it.each(TRIED.filter((name) => !(name in WRONG)))("is accepted where it is right: %s", (name) => {
    const { code, stdout } = outcomeOf(...fixOf(name));
    const { solved, deeds, appliance } = JSON.parse(stdout);
    expect({ solved, verdict: appliance.verdict, missing: missing(deeds) }).toEqual({
      ...{ solved: true, verdict: "keeps", missing: [] },
    });
    expect(code).toBe(0);
  });

  it.each(TRIED.filter((name) => name in WRONG))("is refused where it is wrong: %s", (name) => {
    const { code, stdout } = outcomeOf(...fixOf(name));
    const { solved, deeds, appliance } = JSON.parse(stdout);
    expect({ solved, found: [appliance.verdict, ...missing(deeds)] }).toEqual({
      ...{ solved: false, found: WRONG[name] },
    });
    expect(code).toBe(1);
  });

  function missing(deeds: readonly { name: string; done: boolean; missing: string | null }[]): string[] {
    for (const deed of deeds) expect(deed.missing === null).toBe(deed.done);
    return deeds.filter(({ done }) => !done).map(({ name }) => name);
  }
});

describe("bad usage of tightlip lesson", () => {
  it.each(BAD_USAGE)("is refused in a line that says why: %j", (args, reason) => {
    const { code, stdout, stderr } = outcomeOf("lesson", ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(lines(stderr)).toEqual([expect.stringContaining(reason)]);
  });

  it("is refused where there is no lesson to edit, with the way on", async () => {
    const { code, stdout, stderr } = await tightlip(["lesson", "check", "01"], { cwd: tempFolder() });
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "✖ There is no devs/lessons/01-cloud-relay/leaky.ts here. Name your firmware, such as: tightlip lesson check 01 src/main.ts\n",
    });
  });
});
