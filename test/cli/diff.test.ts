import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import { CHANNELS, OBSERVERS } from "../../sim/tape/tape.ts";
import { DEFAULT_PAIRS } from "../../src/judge/policy/policy.ts";
import { canary, variant } from "../../src/judge/policy/secret.ts";
import { Scanner } from "../../src/judge/search/scan.ts";
import { tempFolder, tempProject } from "../compile/temp-project.ts";
import { lines, looksLikeStackTrace, type Outcome, REPOSITORY, tightlip, tightlipEach } from "./cli.ts";

const LESSON = "devs/lessons/01-cloud-relay";
/** Little virtual time, and no search: that is a part of checks to which no scenario was given. */
const SHORT = ["--for", "5s", "--scenario", '{ "name": "set up", "steps": [{ "do": "provision" }] }'];
/** Firmware that keeps, and is judged quickly. */
const SEALED = "test/firmware/devs/sealed-only.ts";

const Degree = v.picklist(["clear", "encoded", "derived", "implicit", "released"]);
const Names = v.strictObject({ new: v.array(v.string()), gone: v.array(v.string()) });
const Version = v.nullable(
  v.strictObject({
    name: v.string(),
    image: v.string(),
    verdict: v.nullable(v.picklist(["keeps", "leaks", "unknown"])),
    reason: v.nullable(v.string()),
  }),
);
const Told = v.nullable(
  v.strictObject({
    degree: Degree,
    release: v.nullable(v.string()),
    bits: v.nullable(v.looseObject({ low: v.number(), high: v.number() })),
    source: v.nullable(v.object({ file: v.string(), line: v.number() })),
  }),
);

/** docs/versions.md: these keys, these types, and no others. */
const Diff = v.strictObject({
  schema: v.literal(1),
  tightlip: v.string(),
  seed: v.number(),
  kind: v.picklist(["judged", "tapes"]),
  more: v.boolean(),
  appliances: v.array(
    v.strictObject({
      name: v.string(),
      more: v.boolean(),
      old: Version,
      new: Version,
      findings: v.array(
        v.strictObject({
          change: v.picklist(["new", "worse", "less", "gone"]),
          secret: v.string(),
          observer: v.picklist(OBSERVERS),
          channel: v.picklist(CHANNELS),
          to: v.nullable(v.string()),
          old: Told,
          new: Told,
        }),
      ),
      flows: v.array(
        v.strictObject({
          change: v.picklist(["new", "larger", "gone"]),
          observer: v.picklist(OBSERVERS),
          channel: v.picklist(CHANNELS),
          kind: v.string(),
          to: v.nullable(v.string()),
          oldBytes: v.nullable(v.number()),
          newBytes: v.nullable(v.number()),
        }),
      ),
      settings: Names,
      credentials: Names,
      functions: Names,
    }),
  ),
});

/** Outcomes of diffs by name, in one process. */
async function diffs<Name extends string>(
  pairs: Readonly<Record<Name, readonly string[]>>,
): Promise<Record<Name, Outcome>> {
  const names = Object.keys(pairs) as Name[];
  const outcomes = await tightlipEach(names.map((name) => ["diff", ...pairs[name]]));
  return Object.fromEntries(names.map((name, i) => [name, outcomes[i]])) as Record<Name, Outcome>;
}

/** Standard error for wrong pairs, in one process: one line each, with code 2. */
async function complaints(...pairs: readonly (readonly string[])[]): Promise<string[]> {
  const outcomes = await tightlipEach(pairs.map((pair) => ["diff", ...pair]));
  return outcomes.map(({ code, stdout, stderr }) => {
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(lines(stderr)).toHaveLength(1);
    expect(looksLikeStackTrace(stderr)).toBe(false);
    return stderr;
  });
}

describe("two versions of a firmware", () => {
  const reads = `import { readSetting } from "@devicescript/settings";
const serial: string = await readSetting("serial", "");
console.log(serial);
`;
  const policy = 'export default { secrets: ["settings.serial"] };\n';
  const old = tempProject({ "src/main.ts": reads });
  const now = tempProject({ "src/main.ts": reads, "src/main.policy.ts": policy });
  const broken = tempProject({ "main.ts": "const = ;\n" });
  const pages = tempFolder();
  const PAIRS = {
    leaking: [
      `${LESSON}/fixed.ts`,
      `${LESSON}/leaky.ts`,
      "--json",
      "--report",
      "html",
      "--report-dir",
      pages,
      ...SHORT,
    ],
    same: [SEALED, SEALED, ...SHORT],
    withPolicy: [join(old, "src/main.ts"), join(now, "src/main.ts"), ...SHORT],
    crashing: ["test/firmware/panics.ts", "test/firmware/panics.ts", ...SHORT],
    broken: [SEALED, join(broken, "main.ts"), ...SHORT],
  };
  let outcomes: Record<keyof typeof PAIRS, Outcome>;
  beforeAll(async () => {
    outcomes = await diffs(PAIRS);
  });

  it("differ in what they tell, and the exit code says so", () => {
    const { code, stdout } = outcomes.leaking;
    const { more, appliances } = v.parse(Diff, JSON.parse(stdout));
    expect({ code, more }).toEqual({ code: 1, more: true });
    const found = appliances[0].findings.map((f) => [f.change, f.secret, f.observer, f.to, f.new?.degree]);
    expect(found.sort()).toEqual([
      ["new", "wifi.psk", "endpoint", "pairing.cloud.example:443", "clear"],
      ["new", "wifi.ssid", "endpoint", "pairing.cloud.example:443", "clear"],
    ]);
  });

  it("stand side by side on a page that is asked for", () => {
    const page = join(pages, "tightlip.diff.html");
    expect(lines(outcomes.leaking.stderr).at(-1)).toBe(`Written: ${page}`);
    const text = readFileSync(page, "utf8");
    expect(text).toContain("<h1>The new version tells more</h1>");
    expect(text).toContain(
      "endpoint pairing.cloud.example:443 learns wifi.psk (clear) and wifi.ssid (clear).",
    );
    expect(text).toContain('<span class="badge good">keeps</span>');
    expect(text).toContain(`${LESSON}/leaky.ts:33`);
  });

  it("have no report of another format, nor one that cannot be written", async () => {
    const refusals = await complaints(
      [SEALED, SEALED, "--report", "md"],
      [SEALED, SEALED, "--report", "html="],
      [SEALED, SEALED, "--report", "html=a.html,html=a.html"],
      [SEALED, SEALED, "--report", `html=${join(pages, "nowhere/a.html")}`],
    );
    expect(refusals).toEqual([
      expect.stringContaining('There is no format "md". It can be: html.'),
      expect.stringContaining('There is no path after "html=".'),
      expect.stringContaining("a.html: two reports have this path"),
      expect.stringContaining("there is no folder"),
    ]);
  });

  it("may be one and the same", () => {
    expect(outcomes.same).toMatchObject({
      code: 0,
      stdout: "✔ devs/sealed-only tells nothing new\n    Verdicts: keeps, then keeps.\n",
    });
  });

  it("are judged in the same world, that of the new version's policy", () => {
    const { code, stdout } = outcomes.withPolicy;
    expect(code).toBe(0);
    expect(stdout).toContain("Verdicts: leaks, then leaks.");
  });

  it("give no verdict when the new one does not get far enough for one", () => {
    const { code, stdout } = outcomes.crashing;
    expect(code).toBe(4);
    expect(lines(stdout)[0]).toMatch(/^\? firmware\/panics unknown: the firmware crashed/);
  });

  it("have to compile", () => {
    const { code, stderr } = outcomes.broken;
    expect(code).toBe(3);
    expect(lines(stderr).at(-1)).toContain("did not build");
  });
});

describe("built images and reports", () => {
  const files = { "src/main.ts": readFileSync(join(REPOSITORY, LESSON, "fixed.ts"), "utf8") };
  const root = tempProject({
    ...files,
    "services/provisioning.md": readFileSync(join(REPOSITORY, "services/provisioning.md"), "utf8"),
  });
  const image = join(root, ".devicescript/bin/bytecode.devs");
  const report = join(root, "report.json");
  const PAIRS = {
    same: [image, `${LESSON}/fixed.ts`, ...SHORT],
    gone: [`${LESSON}/leaky.ts`, image, ...SHORT],
    reports: [report, report, "--json"],
  };
  let outcomes: Record<keyof typeof PAIRS, Outcome>;
  beforeAll(async () => {
    await tightlip(["build"], { cwd: root });
    const lesson = ["fixed", "leaky"].map((name) => `${LESSON}/${name}.ts`);
    const { stdout } = await tightlip(["check", ...lesson, "--json", ...SHORT]);
    writeFileSync(report, stdout);
    outcomes = await diffs(PAIRS);
  });

  it("stand for the firmware that they were made of", () => {
    const { code, stdout } = outcomes.same;
    expect([code, lines(stdout)[0]]).toEqual([0, "✔ 01-cloud-relay/fixed tells nothing new"]);
  });

  it("read well when something is gone", () => {
    const { code, stdout } = outcomes.gone;
    expect(code).toBe(0);
    expect(stdout).toMatch(/- wifi\.psk → endpoint pairing\.cloud\.example:443 by http: clear.* before at/);
    expect(stdout).toContain("Verdicts: leaks, then keeps.");
  });

  it("are matched by name where there are several", () => {
    const { code, stdout } = outcomes.reports;
    const { more, appliances } = v.parse(Diff, JSON.parse(stdout));
    expect({ code, more }).toEqual({ code: 0, more: false });
    expect(appliances.map(({ name }) => name)).toEqual(["01-cloud-relay/fixed", "01-cloud-relay/leaky"]);
  });

  it("need their debug information, of the same build", async () => {
    const debug = JSON.parse(readFileSync(image.replace(".devs", "-dbg.json"), "utf8"));
    const folder = tempFolder({
      "other-dbg.json": JSON.stringify({ ...debug, binarySHA256: "" }),
      "odd-dbg.json": "{}",
    });
    const images = ["alone", "other", "odd"].map((name) => join(folder, `${name}.devs`));
    for (const copy of images) copyFileSync(image, copy);
    expect(await complaints(...images.map((copy) => [copy, SEALED]))).toEqual([
      expect.stringContaining("alone-dbg.json) is not there"),
      expect.stringContaining("belongs to another build"),
      expect.stringContaining("is not the debug information"),
    ]);
  });

  it("must be of a known format and the same seed", async () => {
    const text = readFileSync(report, "utf8");
    const folder = tempFolder({
      "schema.json": text.replace('"schema": 1', '"schema": 2'),
      "seed.json": text.replace('"seed": 1', '"seed": 2'),
      "observer.json": text.replace('"observer": "endpoint"', '"observer": "nobody"'),
    });
    const refusals = await complaints(
      [join(folder, "schema.json"), report],
      [report, join(folder, "seed.json")],
      [report, SEALED, "--seed", "3"],
      [join(folder, "observer.json"), report],
    );
    expect(refusals).toEqual([
      expect.stringContaining("is of schema 2, this tightlip reads schema 1"),
      expect.stringMatching(/has seed 1 and .* has seed 2/),
      expect.stringContaining("leave --seed out"),
      expect.stringContaining("is neither a firmware, a built image"),
    ]);
  });
});

describe("two saved tapes", () => {
  const folder = tempFolder();
  const tape = (name: string) => join(folder, `${name}.jsonl.gz`);
  beforeAll(async () => {
    await tightlipEach([
      ...["fixed", "leaky"].map((name) => [
        ...["run", `${LESSON}/${name}.ts`, "--save", tape(name), "--for", "25s"],
      ]),
      ["run", `${LESSON}/fixed.ts`, "--save", tape("seed2"), "--seed", "2", "--for", "5s"],
    ]);
  });

  it("differ in whom is sent what and how much, which says nothing about secrets", async () => {
    const { other, same } = await diffs({
      other: [tape("fixed"), tape("leaky")],
      same: [tape("fixed"), tape("fixed"), "--json"],
    });
    expect(other.code).toBe(1);
    expect(other.stdout).toMatch(
      /▲ endpoint pairing\.cloud\.example:443: http write \(\d+, now up to \d+ bytes\)/,
    );
    expect(other.stdout).toContain("A tape does not say what is secret");
    expect(same.code).toBe(0);
    expect(v.parse(Diff, JSON.parse(same.stdout))).toMatchObject({ kind: "tapes", more: false });
  });

  it("must be whole, and of one seed and version", async () => {
    const text = gunzipSync(readFileSync(tape("fixed"))).toString();
    writeFileSync(tape("short"), readFileSync(tape("fixed")).subarray(0, 900));
    writeFileSync(tape("version"), gzipSync(text.replace(/"tape":\d+/, '"tape":99')));
    writeFileSync(tape("odd"), gzipSync("hello\n"));
    const refusals = await complaints(
      [tape("short"), tape("fixed")],
      [tape("fixed"), tape("seed2")],
      [tape("fixed"), tape("version")],
      [tape("fixed"), tape("odd")],
    );
    expect(refusals).toEqual([
      expect.stringContaining("is cut short"),
      expect.stringMatching(/has seed 1 and .* has seed 2/),
      expect.stringContaining("says version 99 of the tape format"),
      expect.stringContaining("is not JSON"),
    ]);
  });

  it("cannot be compared with what is judged", async () => {
    for (const refusal of await complaints([tape("fixed"), SEALED], [SEALED, tape("fixed")]))
      expect(refusal).toContain("with another tape only");
  });
});

describe("what is no version", () => {
  it("is refused in a line", async () => {
    const folder = tempFolder({ "empty.json": "", "list.json": "[]", "lines.jsonl": '{"a":1}\n{"a":2}\n' });
    const files = ["empty.json", "list.json", "lines.jsonl"].map((name) => join(folder, name));
    const others = [...files, "devs/appliances/kettle/README.md"];
    const [nowhere, ...refusals] = await complaints(
      ["nowhere.devs", SEALED],
      ...others.map((other) => [SEALED, other]),
    );
    expect(nowhere).toContain("no such file, folder or appliance");
    for (const refusal of refusals) expect(refusal).toContain("is neither a firmware, a built image");
  });
});

describe("a firmware that makes names of its secret", () => {
  const SEED = 4_711;
  const source = (host: string) => `
import { fetch } from "@devicescript/net";
import { readSetting, writeSetting } from "@devicescript/settings";
const pin: string = await readSetting("pin", "");
await readSetting("key" + pin, "");
await writeSetting("n" + pin, 1);
try {
  const response = await fetch("http://" + pin + "${host}/");
  await response.close();
} catch (e) {
  console.log("offline");
}
`;
  const root = tempProject({
    "old/main.ts": source(".cloud.example"),
    "new/main.ts": source(".other.example"),
  });

  it("does not get it printed, whatever is compared", async () => {
    const pin = canary("settings.pin", SEED);
    const twins = DEFAULT_PAIRS.map((pair) => variant(pin, pair, SEED)).filter((value) => value !== null);
    const scanner = new Scanner([pin.value, ...twins].map((value) => ({ name: pin.name, value })));
    const options = { cwd: root };
    const seed = ["--seed", `${SEED}`, ...SHORT];
    const names = ["old", "new"];
    const commands = names.flatMap((name) => [
      ["run", `${name}/main.ts`, "--save", `${name}.gz`, ...seed],
      ["check", name, "--json", ...seed],
    ]);
    const reports = (await tightlipEach(commands, options)).filter((_, i) => i % 2 === 1);
    for (const [i, { stdout }] of reports.entries()) writeFileSync(join(root, `${names[i]}.json`), stdout);
    expect(reports.map(({ stdout }) => stdout).join("")).toContain("‹settings.pin›");
    const pairs = [
      ["old/main.ts", "new/main.ts", ...seed],
      ["old.gz", "new.gz"],
      ["old.json", "new.json"],
    ];
    // The text for people is on standard error then.
    const outcomes = await tightlipEach(
      pairs.map((pair, i) => ["diff", ...pair, "--json", "--report", `html=${i}.html`]),
      options,
    );
    for (const [i, { code, stdout, stderr }] of outcomes.entries()) {
      const pair = pairs[i];
      expect({ pair, code }).toEqual({ pair, code: 1 });
      for (const shown of [stdout, stderr, readFileSync(join(root, `${i}.html`), "utf8")]) {
        expect(shown).toContain("‹settings.pin›.other.example:80");
        expect(scanner.scan(new TextEncoder().encode(shown))).toEqual([]);
      }
    }
  });
});
