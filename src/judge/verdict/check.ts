/** The judge: runs a firmware in twin worlds and says who learns what about each credential. */
import { type CpuFamily, cpuOfBoard } from "../../../sim/device/cpu.ts";
import { CorruptImage, panicName } from "../../../sim/device/device.ts";
import type { Image } from "../../../sim/device/image.ts";
import { SourceMap } from "../../../sim/device/source-map.ts";
import type { ScenarioData } from "../../../sim/home/scenario.ts";
import type { World } from "../../../sim/home/world.ts";
import type { Difference } from "../compare/twins.ts";
import { type Exploration, explore } from "../explore/explore.ts";
import { namedSecrets, type VerdictWord } from "../policy/policy.ts";
import { isVaultKey } from "../policy/sealed-blobs.ts";
import { fingerprint, type Secret, variant } from "../policy/secret.ts";
import { Scanner } from "../search/scan.ts";
import { Explanation } from "./explanation.ts";
import { compareFindings, type Finding, findingKey } from "./finding.ts";
import { IDLE, Runner, type RunnerOptions } from "./runner.ts";
import { Trial } from "./trial.ts";

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
/** Longest run that is done over and over to measure leaks and to find the shortest scenario for them. */
const EXPLAINED_MICROS = 600e6;

/** Judges one firmware. Deterministic: same arguments, same verdict. Throws CorruptImage and BadScenario. */
export function check(image: Image, options: CheckOptions): Verdict {
  const { policy } = options;
  const runner = new Runner(image, options);
  const own = policy.scenarios ?? [IDLE];
  const asked = options.scenario === undefined ? own : [options.scenario];
  const exploration = options.explore === undefined ? null : explore(image, options, options.explore);
  const scenarios = [...asked, ...(exploration?.scenarios ?? [])];
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

  for (const scenario of scenarios) {
    const trial = new Trial(runner, map, cpu, scenario);
    const { base, releases } = trial;
    first ??= base;
    virtualMicros = Math.max(virtualMicros, base.clock.nowMicros);
    for (const key of base.settingsRead) settingsRead.add(key);
    failure ??= runFailure(base, map);
    const difference = trial.noise();
    if (difference !== null) {
      noise = `two runs with equal seeds differ (${describe(difference)}): nothing can be concluded`;
      break;
    }
    for (const secret of runner.secrets) {
      if (runner.exercised(secret, base)) exercised.add(secret.name);
      if (!trial.concerns(secret)) continue;
      for (const finding of trial.findings(secret)) {
        const key = findingKey(finding);
        if (!found.has(key)) found.set(key, { ...finding, declared: own.includes(scenario) });
      }
    }
    for (const name of releases.usedNames) usedReleases.add(name);
  }

  const explanation = new Explanation(runner, map, cpu);
  /** Where the runs are short enough to be done many times over. */
  const explained = (findings: readonly Finding[]) =>
    virtualMicros > EXPLAINED_MICROS ? findings : findings.map((finding) => explanation.of(finding));
  const findings = noise === null ? explained([...found.values()].sort(compareFindings)) : [];
  const { scanner } = runner;
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
    namedSecrets(policy)
      .filter((s) => s.optional !== true)
      .map((s) => s.name),
  );
  return {
    word,
    reason,
    secrets,
    findings,
    notJudged: [...settingsRead]
      .filter((key) => !isVaultKey(key) && !runner.secrets.some((s) => s.setting === key))
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
  return { world, secrets: runner.secrets, scanner: runner.scanner };
}

/** What {@link observe} gives, and a run that is the same but for the values of all secrets. Throws CorruptImage. */
export function observeTwins(image: Image, options: CheckOptions): readonly [Observation, Observation] {
  const runner = new Runner(image, options);
  const scenario = options.scenario ?? IDLE;
  const first = { world: runner.discover(scenario), secrets: runner.secrets, scanner: runner.scanner };
  const changes = runner.secrets.map((secret) => ({
    secret,
    value: variant(secret, "different", options.seed)!,
  }));
  const secrets = changes.map(({ secret, value }) => ({ ...secret, value }));
  const world = runner.runWith(changes, scenario);
  return [first, { world, secrets, scanner: new Scanner(secrets) }];
}

export interface Observation {
  /** After its run. */
  readonly world: World;
  readonly secrets: readonly Secret[];
  /** Knows the run's secrets: whatever is shown of the run goes through its `redact`. */
  readonly scanner: Scanner;
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
