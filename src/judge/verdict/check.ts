/** The judge: runs a subject with other values of its secrets and says who learns what about each. */
import type { ScenarioData } from "../../../sim/home/scenario.ts";
import type { Difference } from "../compare/twins.ts";
import { type Exploration, explore, type Found } from "../explore/explore.ts";
import { SEARCH_TRIES } from "../explore/search-tries.ts";
import { CORNER_VALUES, givenValues, sampleValues } from "../policy/corner-values.ts";
import { DEFAULT_PAIRS, namedSecrets, type VerdictWord } from "../policy/policy.ts";
import { isVaultKey } from "../policy/sealed-blobs.ts";
import { fingerprint, type Secret } from "../policy/secret.ts";
import { SafetyCheck, type SafetyResult } from "../safety/safety-check.ts";
import { Fragments } from "../search/fragments.ts";
import { type Circumstances, type MissingMember, type Run, type Subject, WorkSpent } from "../subject.ts";
import { Explanation } from "./explanation.ts";
import { compareFindings, type Finding, findingKey } from "./finding.ts";
import { FurtherTrials } from "./further-trials.ts";
import { IDLE } from "./idle.ts";
import { type Note, worthNoting } from "./notes.ts";
import { areAlike, explainedFailure, type RunFailure, runFailure } from "./run-failure.ts";
import { Runner, type RunnerOptions } from "./runner.ts";
import {
  coverageOf,
  missingOf,
  NOT_LOOKED_FOR,
  pendingOf,
  type Scope,
  shareRan,
  stepKinds,
} from "./scope.ts";
import { Trial } from "./trial.ts";
import { findingsOf } from "./written-secrets.ts";

/** Stage that a check has reached. Plain data. */
export interface CheckProgress {
  readonly stage: "running" | "searching" | "explaining";
  /** Runs of any kind so far. */
  readonly runs: number;
  /** Tries of the search: those that are spent, of those that it has. Null outside of the search. */
  readonly tries: { readonly spent: number; readonly budget: number } | null;
  /** Names of the secrets that have leaked so far; null until they had other values in a whole scenario. */
  readonly leaking: readonly string[] | null;
}

export interface CheckOptions extends Omit<RunnerOptions, "onRun"> {
  /** Told after each run. */
  readonly on?: (progress: CheckProgress) => void;
  /** Events of each run, in place of the policy's scenarios. */
  readonly scenario?: ScenarioData;
  /**
   * Tries of the search for a scenario in which something shows; 0 for no search. Default: {@link SEARCH_TRIES}, where
   * no scenario is asked for, and the usual runs show no leak and leave branches of the firmware that did not run.
   */
  readonly explore?: number;
  /** Share of branch outcomes that must have run for `keeps`, such as `90%`; default: the policy's. */
  readonly require?: string;
}

export interface JudgedSecret {
  readonly name: string;
  /** Null for a value that is the user's own. */
  readonly fingerprint: string | null;
  readonly exercised: boolean;
  /** Too short to be searched for: left to the twins. */
  readonly tooShort: boolean;
}

/** Plain data: it survives structuredClone and JSON. */
export interface Verdict {
  readonly word: VerdictWord;
  readonly because: Because;
  readonly secrets: readonly JudgedSecret[];
  /** Other settings that the firmware reads. */
  readonly notJudged: readonly string[];
  readonly findings: readonly Finding[];
  /** Outcome of each safety rule of the policy, in its order. It has no part in the word. */
  readonly safety: readonly SafetyResult[];
  /** Names of the policy's releases that allowed nothing. */
  readonly unusedReleases: readonly string[];
  readonly notes: readonly Note[];
  readonly scope: Scope;
  readonly scenarios: readonly string[];
  /** Outcome of the trigger search; null when there was none. */
  readonly exploration: Exploration | null;
  readonly virtualMicros: number;
  readonly runs: number;
  /** Events on the first run's tape. */
  readonly events: number;
}

/** Reason of a verdict. */
export type Because =
  /** Two runs with equal seeds differ: nothing can be concluded. */
  | {
      readonly kind: "noise";
      readonly what: Difference["what"];
      readonly channel: string;
      readonly event: string;
      readonly atMicros: number;
    }
  | { readonly kind: "leaks"; readonly secrets: readonly string[] }
  | { readonly kind: "failure"; readonly failure: RunFailure }
  /** The policy names secrets that the firmware did not use. */
  | { readonly kind: "unused"; readonly secrets: readonly string[] }
  | { readonly kind: "nothing used" }
  /** Fewer branches of the project's own code ran than are required. */
  | { readonly kind: "coverage"; readonly ran: number; readonly total: number; readonly required: string }
  | { readonly kind: "keeps"; readonly secrets: readonly string[] };

/** Summary of what was judged so far. */
interface Judged {
  failure: RunFailure | null;
  /** The run that failed; null when none did. */
  failed: Run | null;
  noise: Difference | null;
  /** End of the longest run. */
  virtualMicros: number;
  identities: number;
  /** Values that each secret took, besides those of pairs. */
  values: number;
  first: Run | null;
}

/** Longest run that is done over and over to measure leaks and to find the shortest scenario for them. */
const EXPLAINED_MICROS = 660e6;

/** Events of all runs in which values that programs ask about are tried; the scope says how many values that were. */
const MAX_VALUE_EVENTS = 250_000;

/** Judges one subject. Deterministic: same arguments, same verdict. Throws BadScenario. */
export function check(subject: Subject, options: CheckOptions): Verdict {
  const { policy, on } = options;
  let stage: CheckProgress["stage"] = "running";
  let tries: CheckProgress["tries"] = null;
  let leaking: CheckProgress["leaking"] = null;
  const runner = new Runner(subject, { ...options, onRun: (runs) => on?.({ stage, runs, tries, leaking }) });
  const own = policy.scenarios ?? [IDLE];
  const asked = options.scenario === undefined ? own : [options.scenario];
  let isSpent = false;
  /** Result of some work; `otherwise` when the work of all runs, up to its end, is more than may be done. */
  const within = <T>(work: () => T, otherwise: T): T => {
    if (isSpent) return otherwise;
    try {
      return work();
    } catch (error) {
      if (!(error instanceof WorkSpent)) throw error;
      isSpent = true;
      return otherwise;
    }
  };
  const found = new Map<string, Finding>();
  const exercised = new Set<string>();
  const settingsRead = new Set<string>();
  const usedReleases = new Set<string>();
  const all: Judged = {
    failure: null,
    failed: null,
    noise: null,
    virtualMicros: 0,
    identities: 1,
    values: 0,
    first: null,
  };
  const notes = new Map<string, Note>();
  const note = (one: Note) => notes.set(JSON.stringify(one), one);
  const written = new Map<string, Secret>();
  const safety = new SafetyCheck(policy.safety ?? [], runner);
  const missing: MissingMember[] = [];
  const names: string[] = [];
  /** Branch outcomes of the scenarios themselves: what ran only in strange circumstances may do more in others. */
  const usual = new Set<string>();

  const take = (finding: Finding, declared: boolean) => {
    const key = findingKey(finding);
    if (!found.has(key)) found.set(key, declaredAs(finding, declared));
  };
  /** Takes what a trial has shown; with `values` it showed only where secrets have these. */
  const collect = (trial: Trial, declared: boolean, values?: Found["values"]) => {
    const { base, scenario } = trial;
    for (const name of base.used) if (isExercised(name, trial, runner)) exercised.add(name);
    for (const finding of trial.findings) take(withValues(finding, values), declared);
    for (const name of trial.releases.usedNames) usedReleases.add(name);
    const held = trial.deviceSecrets;
    for (const finding of findingsOf(held, base, scenario, {}, trial.releases)) {
      take(finding, declared);
      written.set(finding.secret, held.find(({ name }) => name === finding.secret)!);
    }
    if (trial.repeatedNonces > 0) note({ kind: "nonce repeats", count: trial.repeatedNonces });
    leaking = leakingSecrets([...found.values()]);
  };
  /** A trial of a scenario with pairs of values; null where nothing more can be judged. */
  const pairsIn = (scenario: ScenarioData, circumstances: Circumstances = {}): Trial | null => {
    const trial = within(() => new Trial(runner, scenario, circumstances), null);
    if (trial === null) return null;
    const { base } = trial;
    all.first ??= base;
    missing.push(...base.missingMembers);
    all.virtualMicros = Math.max(all.virtualMicros, base.end.atMicros);
    for (const key of base.settings.read) settingsRead.add(key);
    all.noise = within(() => trial.noise(), null);
    if (all.noise !== null) return null;
    within(() => trial.tryPairs(), undefined);
    return trial;
  };
  /** Judges a scenario that nobody had to search for. False where nothing more can be judged. */
  const judge = (scenario: ScenarioData, index: number): boolean => {
    const declared = own.includes(scenario);
    const trial = pairsIn(scenario);
    if (trial === null) return false;
    const { base } = trial;
    safety.take(scenario, base, declared);
    leaking = leakingSecrets([...found.values(), ...trial.findings]);
    const failure = runFailure(base);
    if (all.failure === null && failure !== null) {
      all.failure = failure;
      all.failed = base;
    }
    const isShort = base.end.atMicros <= EXPLAINED_MICROS && base.end.stopped === null;
    if (declared && isShort) {
      const samples = index === 0 ? sampleValues(options.seed) : [];
      const affordable = Math.floor(MAX_VALUE_EVENTS / base.tape.events.length);
      const sets = [...CORNER_VALUES, ...samples].slice(0, affordable);
      const tried = within(() => trial.tryValueSets(sets), 0);
      all.values = Math.max(all.values, tried);
    }
    collect(trial, declared);
    for (const id of index === 0 ? runner.outcomes : base.outcomes) usual.add(id);
    if (!declared || !isShort || subject.program.alternatives !== null) return true;
    const others = new FurtherTrials(runner, trial);
    within(() => others.tryAll(index === 0), undefined);
    const further = others.outcome;
    for (const finding of further.findings) take(finding, declared);
    for (const name of further.usedReleases) usedReleases.add(name);
    for (const secret of further.written) written.set(secret.name, secret);
    for (const one of further.notes) note(one);
    all.identities = Math.max(all.identities, 1 + further.identities);
    missing.push(...further.missingMembers);
    names.push(...further.scenarios);
    return true;
  };

  const isJudged = asked.every(judge);
  leaking = leakingSecrets([...found.values()]);
  const leaks = () => [...found.values()].filter(({ allowed }) => allowed === null).length;
  const isLeft = (subject.program.outcomes ?? []).some(({ id }) => !usual.has(id));
  const isOpen = options.scenario === undefined && all.failure === null && isLeft && leaks() === 0;
  const budget = subject.program.alternatives !== null ? 0 : (options.explore ?? (isOpen ? SEARCH_TRIES : 0));
  // By default one is enough: the firmware leaks.
  const most = options.explore === undefined ? 1 : undefined;
  const searched: ScenarioData[] = [];
  /** Judges what the search found: true if it is a leak that was not known. */
  const confirm = ({ scenario, circumstances, values }: Found): boolean => {
    const before = leaks();
    const trial = pairsIn(scenario, circumstances);
    if (trial !== null) collect(trial, false);
    if (Object.keys(values).length > 0) {
      const { values: _, ...usual } = circumstances;
      const other = within(() => new Trial(runner, scenario, usual), null);
      within(() => other?.tryValueSets([givenValues("found by search", values)]), undefined);
      if (other !== null) collect(other, false, values);
    }
    if (leaks() > before) searched.push(scenario);
    return leaks() > before;
  };
  const search = () => explore(runner, { budget, most, on: (spent) => (tries = { spent, budget }) }, confirm);
  stage = "searching";
  const exploration = isJudged && budget > 0 ? within(search, null) : null;

  tries = null;
  const isSafetySearched = isJudged && options.scenario === undefined && options.explore !== 0;
  if (isSafetySearched && subject.program.alternatives === null) within(() => safety.search(), undefined);

  stage = "explaining";
  const explanation = new Explanation(runner);
  /** Findings with explanations, if the runs are short enough to be done many times over. */
  const explained = (findings: readonly Finding[]) =>
    all.virtualMicros > EXPLAINED_MICROS
      ? findings
      : findings.map((finding) => within(() => explanation.of(finding), finding));
  const findings = all.noise === null ? explained([...found.values()].sort(compareFindings)) : [];
  if (isSpent) all.failure = { kind: "spent" };
  const { scanner, madeNames } = runner;
  const fragments = new Fragments([...runner.secrets, ...written.values()]);
  const redact = (text: string) => fragments.redact(scanner.redact(text));
  const peerOf = ({ to }: { readonly to: string | null }) =>
    to === null ? null : madeNames.show(to, fragments);
  const { crashedBoard } = runner;
  if (crashedBoard !== null && !areAlike(crashedBoard.failure, all.failure))
    note({ kind: "other board", board: crashedBoard.boardId });
  const made = [...written.values()].filter(({ name }) => !runner.secrets.some((s) => s.name === name));
  // A scenario of the judge's own may use what the declared ones do not.
  const isSent = (name: string) =>
    findings.some(
      ({ secret, allowed, channel }) => secret === name && allowed === null && channel !== "flash",
    );
  const secrets = [...runner.secrets, ...made].map((secret) => ({
    name: secret.name,
    fingerprint: fingerprint(secret, options.seed),
    exercised: exercised.has(secret.name) || written.has(secret.name) || isSent(secret.name),
    tooShort: scanner.tooShort.includes(secret.name),
  }));
  const shownKeys = (keys: readonly string[]) => keys.map(redact).sort();
  const wanted = namedSecrets(policy)
    .filter((s) => s.optional !== true)
    .map((s) => s.name);
  const notJudged = [...settingsRead].filter(
    (key) => !isVaultKey(key) && !runner.secrets.some((s) => s.setting === key),
  );
  const { presets } = subject.program;
  const scope: Scope = {
    ...coverageOf(subject.program, runner.outcomes),
    timersPending: pendingOf(all.first?.timers ?? null),
    values: (policy.pairs ?? DEFAULT_PAIRS).length + all.values,
    identities: all.identities,
    unset: shownKeys(
      notJudged.filter((key) => !presets.includes(key) && policy.settings?.[key] === undefined),
    ),
    missingMembers: missingOf(missing.map((one) => ({ ...one, member: scanner.redact(one.member) }))),
    steps: stepKinds([...asked, ...searched], all.virtualMicros),
    notLookedFor: NOT_LOOKED_FOR.filter((what) => what !== "phone" || policy.judge !== "home"),
  };
  const sights = { redact, isComputed: tellsMore(findings, all.failure), unset: scope.unset };
  const failure =
    all.failure === null || all.failed === null
      ? all.failure
      : explainedFailure(all.failure, all.failed, sights);
  if (failure !== null && leaks() > 0) note({ kind: "crashed", failure });
  return {
    ...decide(
      secrets,
      findings,
      all.noise,
      failure,
      wanted,
      lacking(scope, options.require ?? policy.require),
    ),
    secrets,
    findings: findings.map((finding) => ({ ...finding, to: peerOf(finding) })),
    notJudged: shownKeys(notJudged),
    safety: safety.results,
    unusedReleases: (policy.releases ?? []).map((r) => r.name).filter((name) => !usedReleases.has(name)),
    notes: worthNoting([...notes.values()], findings).map((one) =>
      one.kind === "setting told" ? { ...one, key: redact(one.key), to: peerOf(one) } : one,
    ),
    scope,
    scenarios: [...[...asked, ...searched].map((s) => s.name), ...names],
    exploration,
    virtualMicros: all.virtualMicros,
    runs: runner.runs,
    events: all.first?.tape.events.length ?? 0,
  };
}

/** The finding with values of credentials among its circumstances: no scenario alone shows it again. */
function withValues(finding: Finding, values: Found["values"] | undefined): Finding {
  const { origin } = finding;
  if (values === undefined || origin.kind === "recording") return finding;
  return { ...finding, origin: { ...origin, circumstances: { ...origin.circumstances, values } } };
}

/** True if the firmware did something with a secret that it had: it was seen to, or what it sends depends on it. */
function isExercised(name: string, { differing }: Trial, { uses, subject }: Runner): boolean {
  // A recording says itself what its device used.
  if (subject.program.alternatives !== null) return true;
  return differing.has(name) || uses.some((use) => use.name === name);
}

function declaredAs(finding: Finding, declared: boolean): Finding {
  const { origin } = finding;
  return origin.kind === "recording" ? finding : { ...finding, origin: { ...origin, declared } };
}

/** True where the crash's line says something that was computed from a secret: it is in the exception's text. */
function tellsMore(findings: readonly Finding[], failure: RunFailure | null): boolean {
  if (failure?.kind !== "panic" || failure.place === null) return false;
  const { file, line } = failure.place;
  return findings.some(
    ({ channel, degree, source }) =>
      channel === "log" &&
      (degree === "derived" || degree === "implicit") &&
      source?.file === file &&
      source.line === line,
  );
}

/** Names of the secrets of which something shows that nothing allows, in order. */
function leakingSecrets(findings: readonly Pick<Finding, "allowed" | "secret">[]): string[] {
  return [...new Set(findings.filter((f) => f.allowed === null).map((f) => f.secret))].sort();
}

/** Reason and word of a verdict (docs/judge.md). */
function decide(
  secrets: readonly JudgedSecret[],
  findings: readonly Finding[],
  noise: Difference | null,
  failure: RunFailure | null,
  wanted: readonly string[],
  uncovered: Extract<Because, { kind: "coverage" }> | null,
): { word: VerdictWord; because: Because } {
  if (noise !== null) {
    const { channel, kind, atMicros } = noise.a ?? noise.b!;
    return { word: "unknown", because: { kind: "noise", what: noise.what, channel, event: kind, atMicros } };
  }
  const leaking = leakingSecrets(findings);
  if (leaking.length > 0) return { word: "leaks", because: { kind: "leaks", secrets: leaking } };
  if (failure !== null) return { word: "unknown", because: { kind: "failure", failure } };
  const used = secrets.filter((s) => s.exercised).map((s) => s.name);
  const unused = wanted.filter((name) => !used.includes(name));
  if (unused.length > 0) return { word: "unknown", because: { kind: "unused", secrets: unused } };
  if (used.length === 0) return { word: "unknown", because: { kind: "nothing used" } };
  if (uncovered !== null) return { word: "unknown", because: uncovered };
  return { word: "keeps", because: { kind: "keeps", secrets: used } };
}

/** Reason why less ran than is required; null when enough did. */
function lacking(scope: Scope, required: string | undefined): Extract<Because, { kind: "coverage" }> | null {
  if (required === undefined || 100 * shareRan(scope) >= Number.parseFloat(required)) return null;
  const { ran = 0, total = 0 } = scope.branches ?? {};
  return { kind: "coverage", ran, total, required };
}
