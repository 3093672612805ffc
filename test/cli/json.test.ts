import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import { CHANNELS, OBSERVERS } from "../../sim/tape/tape.ts";
import { lines, type Outcome, REPOSITORY, tightlip, tightlipEach } from "./cli.ts";

const Sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const Whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const Word = v.picklist(["keeps", "leaks", "unknown"]);
const Observer = v.picklist(OBSERVERS);
const Channel = v.picklist(CHANNELS);

/** Keys and types of the JSON documents, all of them, as docs/json.md gives them. */
const Report = v.strictObject({
  schema: v.literal(1),
  tightlip: v.pipe(v.string(), v.regex(/^\d+\.\d+\.\d+/)),
  seed: Whole,
  appliances: v.array(
    v.strictObject({
      name: v.string(),
      main: v.string(),
      image: v.nullable(Sha256),
      verdict: Word,
      reason: v.string(),
      expected: v.nullable(Word),
      asExpected: v.nullable(v.boolean()),
      secrets: v.array(
        v.strictObject({
          name: v.string(),
          fingerprint: v.nullable(v.pipe(v.string(), v.regex(/^[0-9a-f]+$/))),
          exercised: v.boolean(),
        }),
      ),
      notJudged: v.array(v.string()),
      virtualMicros: v.nullable(Whole),
      runs: Whole,
      events: Whole,
      scope: v.strictObject({
        branches: v.nullable(v.strictObject({ ran: Whole, total: Whole })),
        notRun: v.array(v.strictObject({ file: v.string(), line: Whole })),
        timersPending: v.nullable(
          v.array(v.strictObject({ atMicros: Whole, file: v.nullable(v.string()), line: v.nullable(Whole) })),
        ),
        values: Whole,
        identities: Whole,
        unset: v.array(v.string()),
        missing: v.array(v.strictObject({ member: v.string(), file: v.string(), line: Whole })),
        steps: v.array(v.string()),
        notLookedFor: v.array(v.string()),
        scenarios: v.array(v.string()),
        search: v.nullable(
          v.strictObject({
            tried: Whole,
            budget: Whole,
            exhausted: v.boolean(),
            found: Whole,
            closed: v.array(
              v.strictObject({
                file: v.string(),
                line: Whole,
                operator: v.string(),
                result: v.boolean(),
                bound: v.nullable(v.string()),
                when: v.string(),
              }),
            ),
          }),
        ),
      }),
      safety: v.array(v.unknown()),
      notes: v.array(v.looseObject({ kind: v.string(), text: v.string() })),
      findings: v.array(
        v.strictObject({
          rule: v.string(),
          secret: v.string(),
          observer: Observer,
          degree: v.picklist(["clear", "encoded", "derived", "implicit", "released"]),
          chain: v.array(v.string()),
          channel: Channel,
          to: v.nullable(v.string()),
          atMicros: Whole,
          release: v.nullable(v.string()),
          source: v.nullable(
            v.strictObject({
              file: v.string(),
              line: v.pipe(v.number(), v.integer(), v.minValue(1)),
              stack: v.array(v.string()),
            }),
          ),
          bits: v.nullable(v.strictObject({ low: v.number(), high: v.number() })),
          share: v.optional(v.pipe(v.number(), v.gtValue(0), v.ltValue(1))),
          circumstances: v.optional(v.pipe(v.array(v.string()), v.nonEmpty())),
          replay: v.pipe(v.string(), v.startsWith("tightlip check ")),
          replayId: v.pipe(v.string(), v.regex(/^r[0-9a-f]{8}$/)),
        }),
      ),
    }),
  ),
});

/** One line of `tightlip run --json`. */
const Event = v.strictObject({
  atMicros: Whole,
  from: v.picklist(["device", "phone", "commissioner", "access-point", "server", "peer", "world"]),
  channel: Channel,
  observers: v.array(Observer),
  summary: v.string(),
  payload: v.nullable(v.string()),
});

const LESSON = "devs/lessons/01-cloud-relay";
/** Firmware that keeps, and is judged quickly. */
const SEALED = "test/firmware/devs/sealed-only.ts";

describe("the JSON report of a check", () => {
  let outcome: Outcome;
  let report: v.InferOutput<typeof Report>;
  beforeAll(async () => {
    outcome = await tightlip(["check", SEALED, LESSON, "test/firmware/pairing.ts", "--json"]);
    report = v.parse(Report, JSON.parse(outcome.stdout));
  });

  it("has exactly the documented keys, and is all that is on standard output", () => {
    expect(report.appliances.map(({ name }) => name)).toEqual([
      "devs/sealed-only",
      "01-cloud-relay/encrypted",
      "01-cloud-relay/fixed",
      "01-cloud-relay/leaky",
      "firmware/pairing",
    ]);
    expect(outcome.stderr).toMatch(/^\d+ × keeps, \d+ × leaks/m);
  });

  it("holds what was found against the policy, where there is one", () => {
    const shown = report.appliances.map((a) => [a.verdict, a.expected, a.asExpected]);
    expect(shown).toEqual([
      ["keeps", "keeps", true],
      ["leaks", "leaks", true],
      ["keeps", "keeps", true],
      ["leaks", "leaks", true],
      ["leaks", null, null],
    ]);
    expect(outcome.code).toBe(1);
  });

  it("names the line that tells the cloud the passphrase", () => {
    const source = readFileSync(join(REPOSITORY, LESSON, "leaky.ts"), "utf8").split("\n");
    const leaky = report.appliances.find(({ name }) => name === "01-cloud-relay/leaky")!;
    const leak = leaky.findings.find((f) => f.secret === "wifi.psk" && f.observer === "endpoint")!;
    expect(leak).toMatchObject({ rule: "clear/http", degree: "clear", release: null });
    expect(leak.source!.file).toBe(`${LESSON}/leaky.ts`);
    expect(source[leak.source!.line - 1]).toContain("// leak: wifi.ssid, wifi.psk");
  });

  it("calls it derived when it goes there encrypted", () => {
    const encrypted = report.appliances.find(({ name }) => name === "01-cloud-relay/encrypted")!;
    const leaks = encrypted.findings.filter((f) => f.release === null);
    expect(leaks.map((f) => [f.secret, f.observer, f.degree]).sort()).toEqual([
      ["wifi.psk", "endpoint", "derived"],
      ["wifi.ssid", "endpoint", "derived"],
    ]);
  });

  it("gives each finding a name, made of degree and channel", () => {
    for (const finding of report.appliances.flatMap((a) => a.findings)) {
      expect(finding.rule).toBe(`${finding.degree}/${finding.channel}`);
      expect(finding.degree === "released").toBe(finding.release !== null);
    }
  });

  it("has command lines that show the same findings again", async () => {
    const pairing = report.appliances.find(({ name }) => name === "firmware/pairing")!;
    const findings = pairing.findings.filter((f) => f.release === null && f.observer !== "flash");
    const replays = [...new Set(findings.map((f) => f.replay))].slice(0, 3);
    const commands = replays.map((replay) => [...replay.split(" ").slice(1), "--json"]);
    for (const [i, { stdout }] of (await tightlipEach(commands)).entries()) {
      const replay = replays[i];
      const found = v.parse(Report, JSON.parse(stdout)).appliances[0]!.findings;
      const wanted = findings.filter((f) => f.replay === replay);
      const keys = found.map((f) => `${f.rule} ${f.secret} ${f.observer} ${f.source?.line} ${f.atMicros}`);
      for (const f of wanted) {
        expect(keys).toContain(`${f.rule} ${f.secret} ${f.observer} ${f.source?.line} ${f.atMicros}`);
      }
    }
    expect(replays.length).toBeGreaterThan(0);
  });
});

describe("the same check", () => {
  const options = ["--no-cache", "--json", "--for", "5s", "--explore", "10"];
  const check = ["check", SEALED, `${LESSON}/leaky.ts`, ...options];
  let first: Outcome;
  beforeAll(async () => {
    first = await tightlip(check);
  });

  it("gives the same bytes every time, from wherever it is asked for", async () => {
    expect((await tightlip(check)).stdout).toBe(first.stdout);
    const inside = await tightlip(["check", "leaky.ts", ...options], { cwd: join(REPOSITORY, LESSON) });
    const [, leaky] = v.parse(Report, JSON.parse(first.stdout)).appliances;
    const [same] = v.parse(Report, JSON.parse(inside.stdout)).appliances;
    const place = ({ replay: _, replayId: __, ...finding }: (typeof same.findings)[number]) => finding;
    expect({ ...same, findings: same!.findings.map(place) }).toEqual({
      ...leaky,
      findings: leaky!.findings.map(place),
    });
  });

  it("comes to the same verdict in another world", async () => {
    const seven = await tightlip([...check, "--seed", "7"]);
    const [a, b] = [first, seven].map(({ stdout }) => v.parse(Report, JSON.parse(stdout)));
    expect(b!.seed).toBe(7);
    expect(b!.appliances.map((x) => x.verdict)).toEqual(a!.appliances.map((x) => x.verdict));
    expect(b!.appliances[0]!.secrets.map((s) => s.fingerprint)).not.toEqual(
      a!.appliances[0]!.secrets.map((s) => s.fingerprint),
    );
  });
});

describe("the JSON lines of a run", () => {
  const run = ["run", "devs/appliances/kettle/main.ts", "--for", "20s", "--json"];
  let first: Outcome;
  beforeAll(async () => {
    first = await tightlip(run);
  });

  it("are one event each, in the order in which they happened", () => {
    const { code, stdout, stderr } = first;
    const events = lines(stdout).map((line) => v.parse(Event, JSON.parse(line)));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(events.map((e) => e.atMicros)).toEqual(events.map((e) => e.atMicros).sort((a, b) => a - b));
    expect(new Set(events.map((e) => e.channel))).toEqual(
      new Set(["log", "frame", "wifi", "dns", "tcp", "tls", "http", "flash"]),
    );
  });

  it("differ from seed to seed, and only then", async () => {
    expect((await tightlip(run)).stdout).toBe(first.stdout);
    const other = await tightlip([...run, "--seed", "2"]);
    const payloads = (outcome: Outcome) => lines(outcome.stdout).map((line) => JSON.parse(line).payload);
    expect(payloads(other)).not.toEqual(payloads(first));
  });
});
