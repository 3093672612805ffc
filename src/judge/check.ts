/** The judge: runs a firmware in twin worlds and says who learns what about each credential. */
import { type CpuFamily, cpuOfBoard } from "../../sim/cpu.ts";
import { CorruptImage, panicName } from "../../sim/device.ts";
import type { Image } from "../../sim/image.ts";
import type { ScenarioData } from "../../sim/scenario.ts";
import { isLibraryFile, SourceMap } from "../../sim/source-map.ts";
import type { Tape } from "../../sim/tape.ts";
import type { World } from "../../sim/world.ts";
import { accuse, HOW } from "./accuse.ts";
import { bitsOf, SAMPLES } from "./bits.ts";
import { type Exploration, explore } from "./explore.ts";
import { compareFindings, type Finding, findingKey } from "./finding.ts";
import { DEFAULT_PAIRS, namedSecrets, type VerdictWord } from "./policy.ts";
import { Releases } from "./release.ts";
import { IDLE, Runner, type RunnerOptions } from "./runner.ts";
import { Scanner } from "./scan.ts";
import { fingerprint, type Secret, sample, variant } from "./secret.ts";
import { compareRuns, type Difference } from "./twins.ts";

export interface CheckOptions extends RunnerOptions {
  /** What happens in each run, in place of the policy's scenarios. */
  readonly scenario?: ScenarioData;
  /** How many further scenarios to try, in search of one in which something shows; default: none. */
  readonly explore?: number;
}

export interface JudgedSecret {
  readonly name: string;
  /** Null for a value that is the user's own. */
  readonly fingerprint: string | null;
  readonly exercised: boolean;
  /** Too short to be searched for: left to the twins. */
  readonly tooShort: boolean;
}

export interface Verdict {
  readonly word: VerdictWord;
  /** Why, in a sentence. */
  readonly reason: string;
  readonly secrets: readonly JudgedSecret[];
  /** Other settings that the firmware reads. */
  readonly notJudged: readonly string[];
  readonly findings: readonly Finding[];
  /** Names of the policy's releases that allowed nothing. */
  readonly unusedReleases: readonly string[];
  readonly scenarios: readonly string[];
  /** What the trigger search did; null when there was none. */
  readonly exploration: Exploration | null;
  readonly virtualMicros: number;
  readonly runs: number;
  /** Events on the first run's tape. */
  readonly events: number;
}

/** Whose processor computes where the board is not known: that of most new boards. */
const DEFAULT_FAMILY: CpuFamily = "esp32c3";
/** Longest run that is done over and over to measure leaks. */
const MEASURED_MICROS = 600e6;

/** Judges one firmware. Deterministic: same arguments, same verdict. Throws CorruptImage and BadScenario. */
export function check(image: Image, options: CheckOptions): Verdict {
  const { policy } = options;
  const runner = new Runner(image, options);
  const declared = options.scenario === undefined ? (policy.scenarios ?? [IDLE]) : [options.scenario];
  const exploration = options.explore === undefined ? null : explore(image, options, options.explore);
  const scenarios = [...declared, ...(exploration?.scenarios ?? [])];
  const map = new SourceMap(image.debug);
  const cpu = cpuOfBoard(options.identity?.archId ?? DEFAULT_FAMILY);
  const found = new Map<string, Finding>();
  const exercised = new Set<string>();
  const settingsRead = new Set<string>();
  const usedReleases = new Set<string>();
  let failure: string | null = null;
  let noise: string | null = null;
  let first: World | null = null;
  let virtualMicros = 0;

  /** Says of each leak how much it is, where the runs are short enough to be done many times over. */
  const measured = (findings: readonly Finding[]): Finding[] => {
    const tapes = new Map<string, Tape[]>();
    return findings.map((finding) => {
      const secret = runner.secrets.find((s) => s.name === finding.secret);
      if (secret === undefined || finding.release !== null || virtualMicros > MEASURED_MICROS) return finding;
      const key = `${secret.name} ${finding.scenario?.name}`;
      let samples = tapes.get(key);
      if (samples === undefined) {
        samples = Array.from({ length: SAMPLES }, (_, i) => {
          const value = sample(secret, i, options.seed);
          return runner.run({ secret, value }, finding.scenario ?? IDLE).tape;
        });
        tapes.set(key, samples);
      }
      return { ...finding, bits: bitsOf(finding, secret, samples, map) };
    });
  };

  for (const scenario of scenarios) {
    const base = runner.discover(scenario);
    first ??= base;
    virtualMicros = Math.max(virtualMicros, base.clock.nowMicros);
    for (const key of base.settingsRead) settingsRead.add(key);
    failure ??= runFailure(base, map);
    const home = policy.judge === "home";
    const again = compareRuns(base.tape, runner.run(null, scenario).tape, { home, cpu })[0];
    if (again !== undefined) {
      noise = `two runs with equal seeds differ (${describe(again)}): nothing can be concluded`;
      break;
    }
    const scanner = new Scanner(runner.secrets.map(({ name, value }) => ({ name, value })));
    const releases = new Releases(policy.releases ?? [], scenario);
    const compared = (secret: Secret, value: string): Finding[] => {
      const twin = runner.run({ secret, value }, scenario);
      return accuse({ policy, releases, map, scanner, cpu }, secret, value, base.tape, twin.tape);
    };
    /** A moment of computing may differ by chance between two values, hardly again for a third one. */
    const confirmed = (finding: Finding, secret: Secret): boolean => {
      if (finding.how !== HOW.work) return true;
      const value = variant(secret, "different", options.seed + 1);
      return value !== null && compared(secret, value).some((f) => findingKey(f) === findingKey(finding));
    };
    for (const secret of runner.secrets) {
      const used = runner.exercised(secret, base);
      if (used) exercised.add(secret.name);
      if (!used && !secret.baked) continue;
      const told: Finding[] = [];
      for (const pair of policy.pairs ?? DEFAULT_PAIRS) {
        const value = variant(secret, pair, options.seed);
        if (value === null || value === secret.value) continue;
        const findings = compared(secret, value);
        const before = [...told];
        told.push(
          ...findings.filter(
            (finding) =>
              !before.some((earlier) => isConsequence(earlier, finding)) && confirmed(finding, secret),
          ),
        );
      }
      for (const finding of essential(told)) {
        const key = findingKey(finding);
        if (!found.has(key)) found.set(key, { ...finding, scenario });
      }
    }
    for (const name of releases.usedNames) usedReleases.add(name);
  }

  const findings = noise === null ? measured([...found.values()].sort(compareFindings)) : [];
  const scanner = new Scanner(runner.secrets);
  const secrets = runner.secrets.map((secret) => ({
    name: secret.name,
    fingerprint: fingerprint(secret, options.seed),
    exercised: exercised.has(secret.name),
    tooShort: scanner.tooShort.includes(secret.name),
  }));
  const { word, reason } = decide(
    secrets,
    findings,
    noise,
    failure,
    namedSecrets(policy).map((s) => s.name),
  );
  return {
    word,
    reason,
    secrets,
    findings,
    notJudged: [...settingsRead]
      .filter((key) => !runner.secrets.some((s) => s.setting === key))
      .map((key) => scanner.redact(key))
      .sort(),
    unusedReleases: (policy.releases ?? []).map((r) => r.name).filter((name) => !usedReleases.has(name)),
    scenarios: scenarios.map((s) => s.name),
    exploration,
    virtualMicros,
    runs: runner.runs,
    events: first?.tape.events.length ?? 0,
  };
}

/** Runs a firmware once, as the judge's first run, for somebody who wants to watch it. Throws CorruptImage. */
export function observe(image: Image, options: CheckOptions): Observation {
  const runner = new Runner(image, options);
  const world = runner.discover(options.scenario ?? IDLE);
  return { world, secrets: runner.secrets, scanner: new Scanner(runner.secrets) };
}

export interface Observation {
  /** After its run. */
  readonly world: World;
  readonly secrets: readonly Secret[];
  /** Knows the run's secrets: whatever is shown of the run goes through its `redact`. */
  readonly scanner: Scanner;
}

/**
 * A line that sends a secret also shows its length, to the network and in logs of message sizes. What only a
 * further pair of values brings to light at a line that has been accused already is a consequence of that.
 */
function isConsequence(earlier: Finding, finding: Finding): boolean {
  if (
    earlier.release !== null ||
    finding.release !== null ||
    earlier.source === null ||
    finding.source === null
  )
    return false;
  return earlier.source.file === finding.source.file && earlier.source.line === finding.source.line;
}

/**
 * The findings about one secret without those that follow from others: what has no line in the project's own
 * code while the same observer is accused at one that has; computed and implied at a line that sends the value
 * itself; and further steps of a function after the first one that one twin took and the other did not.
 */
function essential(findings: readonly Finding[]): Finding[] {
  const open = findings.filter((f) => f.release === null);
  const hasLine = (f: Finding) => f.source !== null && !isLibraryFile(f.source.file);
  const sameLine = (a: Finding, b: Finding) =>
    a.source?.file === b.source?.file && a.source?.line === b.source?.line;
  const functionOf = (f: Finding) =>
    f.source?.stack.find((frame) => frame.startsWith(`${f.source?.file}:`))?.split(" ")[1];
  return findings.filter((finding) => {
    if (finding.release !== null) return true;
    if (!hasLine(finding)) return !open.some((f) => f.observer === finding.observer && hasLine(f));
    if (finding.degree === "clear" || finding.degree === "encoded") return true;
    if (open.some((f) => (f.degree === "clear" || f.degree === "encoded") && sameLine(f, finding)))
      return false;
    if (finding.degree !== "implicit") return true;
    return !open.some(
      (f) =>
        f.observer === finding.observer &&
        f.atMicros <= finding.atMicros &&
        !sameLine(f, finding) &&
        (f.atMicros < finding.atMicros || (f.source?.line ?? 0) < (finding.source?.line ?? 0)) &&
        f.source?.file === finding.source?.file &&
        functionOf(f) === functionOf(finding),
    );
  });
}

/** design.md, "Verdict". */
function decide(
  secrets: readonly JudgedSecret[],
  findings: readonly Finding[],
  noise: string | null,
  failure: string | null,
  wanted: readonly string[],
): { word: VerdictWord; reason: string } {
  if (noise !== null) return { word: "unknown", reason: noise };
  const leaking = [...new Set(findings.filter((f) => f.release === null).map((f) => f.secret))].sort();
  if (leaking.length > 0) {
    return {
      word: "leaks",
      reason: `${list(leaking)} ${leaking.length === 1 ? "does" : "do"} not stay home`,
    };
  }
  if (failure !== null) return { word: "unknown", reason: failure };
  const used = secrets.filter((s) => s.exercised).map((s) => s.name);
  const unused = wanted.filter((name) => !used.includes(name));
  if (unused.length > 0) {
    return {
      word: "unknown",
      reason: `the policy names ${list(unused)}, which the firmware did not use in this scenario`,
    };
  }
  if (used.length === 0)
    return { word: "unknown", reason: "the firmware used no credential in this scenario" };
  return { word: "keeps", reason: `${list(used)} ${used.length === 1 ? "stays" : "stay"} home` };
}

/** Why a run says less than it should, in words; null when it went its full length without a crash. */
export function runFailure(world: World, map: SourceMap): string | null {
  if (world.ended !== null) return `${world.ended.reason} (stopped at ${world.clock.nowMicros / 1e6} s)`;
  const panic = world.device.panics[0];
  if (panic === undefined) return null;
  const place = panic.pcs === null ? null : map.blame(panic.pcs);
  const where = place === null ? "" : ` at ${place.file}:${place.line}`;
  return `the firmware crashed${where}: ${panicName(panic.code)} (panic ${panic.code}) after ${panic.atMicros / 1e6} s`;
}

function describe(difference: Difference): string {
  const event = difference.a ?? difference.b!;
  return `${difference.what} of a ${event.channel} ${event.kind} at ${event.atMicros / 1e6} s`;
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

export { CorruptImage };
