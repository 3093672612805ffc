/**
 * Safety rules of a policy against runs: those of the declared scenarios, and those of a search, which lets each fault
 * happen while the actuator is on and while it is switched.
 */
import type { ScenarioData, Step } from "../../../sim/home/scenario.ts";
import { parseDuration } from "../../../sim/tape/duration.ts";
import { describeSteps } from "../explore/describe-steps.ts";
import { READY, SHORT } from "../explore/play.ts";
import { playbook } from "../explore/playbook.ts";
import { shortened } from "../explore/shorten.ts";
import type { Run } from "../subject.ts";
import type { Runner } from "../verdict/runner.ts";
import { type Fault, faultOf, isFault, isSamePart, lastsMicros, partOf } from "./fault.ts";
import { continuedAt, momentsOf, wait } from "./moments.ts";
import type { SafetyRule } from "./safety-rule.ts";
import { type Spell, spells } from "./switching.ts";
import { type Breach, type FaultTrial, faultTrials } from "./trials.ts";

/** Outcome of a safety rule. Plain data. */
export interface SafetyResult {
  readonly actuator: string;
  readonly offWithin: string;
  /** Null: until somebody does something. */
  readonly offFor: string | null;
  /** `untried`: at some fault, the actuator was on in no run. */
  readonly outcome: "holds" | "fails" | "untried";
  readonly faults: readonly TriedFault[];
  /** The first for each fault. */
  readonly failures: readonly SafetyFailure[];
  /** It was searched for; otherwise only faults of the scenarios count. */
  readonly searched: boolean;
  /** Names that nothing on the bus has, with the field that says them; null for none. */
  readonly unknown: UnknownPart | null;
}

export interface TriedFault {
  readonly fault: string;
  /** Times that it happened, and that somebody waited for the deadline. */
  readonly tried: number;
  /** Of these, the actuator was on. */
  readonly whileOn: number;
}

export interface SafetyFailure extends Breach {
  readonly fault: string;
  readonly scenario: ScenarioData;
  /** The scenario is one that a check goes through without being told. */
  readonly declared: boolean;
}

export interface UnknownPart {
  readonly path: readonly string[];
  readonly name: string;
  readonly there: readonly string[];
}

/** Virtual time that the search for one rule may take. */
export const SAFETY_SEARCH_MICROS = 2 * 3_600_000_000;
/** Time for which it is watched after its deadline, where it has to stay off until somebody does something. */
const WATCHED_MICROS = 20_000_000;
/** Spells in which faults are tried: each from another scenario. */
const MAX_SPELLS = 2;
/** Moments in those after the first. */
const FURTHER_MOMENTS = 2;
/** Happenings of the playbook that may switch it on. */
const MAX_HAPPENINGS = 120;
/** Time between two faults that follow on each other. */
const BETWEEN_MICROS = 300_000;
const MAX_SHORTER = 12;

/** A run in which it is on. */
interface OnRun {
  readonly scenario: ScenarioData;
  readonly spell: Spell;
  readonly endMicros: number;
}

/** A rule, with what was found out so far. */
class RuleCheck {
  readonly faults: readonly Fault[];
  readonly onRuns: OnRun[] = [];
  readonly failures = new Map<string, SafetyFailure>();
  private readonly counts = new Map<string, { tried: number; whileOn: number }>();
  private spentMicros = 0;
  private parts: readonly string[] = [];
  private searched = false;

  constructor(
    readonly rule: SafetyRule,
    private readonly runner: Runner,
  ) {
    this.faults = rule.of.map(faultOf).filter(isFault);
  }

  /** Takes a run of a scenario that nobody had to search for. */
  take(scenario: ScenarioData, run: Run, declared: boolean): void {
    this.parts = [...new Set([...this.parts, ...run.reactsTo.peers.map(({ name }) => name)])];
    this.takeTrials(scenario, run, declared);
  }

  private takeTrials(scenario: ScenarioData, run: Run, declared: boolean): void {
    this.count(faultTrials(this.rule, this.faults, scenario, run), scenario, declared);
    const [spell] = spells(run.tape, this.rule.actuator);
    if (spell !== undefined) this.onRuns.push({ scenario, spell, endMicros: run.end.atMicros });
  }

  search(): void {
    if (this.unknown !== null) return;
    this.searched = true;
    this.playOwn();
    if (!this.onRuns.some(isSoon)) this.switchOn();
    const soon = this.onRuns.some(isSoon) ? this.onRuns.filter(isSoon) : this.onRuns;
    const bases = soon.toSorted((a, b) => a.spell.fromMicros - b.spell.fromMicros).slice(0, MAX_SPELLS);
    const tails = this.faults.map((fault) => [fault]);
    const pairs = tails.flatMap(([first]) =>
      tails.flatMap(([second]) => (isPair(first, second) ? [[first, second]] : [])),
    );
    const moments = bases.map((base, i) => {
      const at = momentsOf(base.spell, base.endMicros);
      return { base, at: i === 0 ? at : at.slice(0, FURTHER_MOMENTS) };
    });
    const most = Math.max(0, ...moments.map(({ at }) => at.length));
    for (let i = 0; i < most; i++)
      for (const { base, at } of moments)
        if (at[i] !== undefined) for (const tail of tails) this.attempt(base, at[i], tail);
    for (const { base, at } of moments.slice(0, 1)) for (const tail of pairs) this.attempt(base, at[0], tail);
  }

  get result(): SafetyResult {
    const { actuator, offWithin, offFor = null } = this.rule;
    const faults = this.faults.map(({ text }) => ({ fault: text, ...this.countOf(text) }));
    const outcome =
      this.failures.size > 0 ? "fails" : faults.some(({ whileOn }) => whileOn === 0) ? "untried" : "holds";
    const { unknown, searched } = this;
    const failures = [...this.failures.values()];
    return { actuator, offWithin, offFor, outcome, faults, failures, searched, unknown };
  }

  private get unknown(): UnknownPart | null {
    const { actuator } = this.rule;
    const there = this.parts;
    const isThere = (name: string) => there.some((part) => isSamePart(part, name));
    if (!isThere(actuator)) return { path: ["actuator"], name: actuator, there };
    const at = this.faults.findIndex((fault) => partOf(fault) !== null && !isThere(partOf(fault)!));
    return at < 0 ? null : { path: ["of", `${at}`], name: partOf(this.faults[at])!, there };
  }

  /** Plays the scenario that the rule itself has. */
  private playOwn(): void {
    const { scenario } = this.rule;
    if (scenario === undefined) return;
    const run = this.runOf(scenario);
    if (run !== null) this.takeTrials(scenario, run, false);
  }

  /** Looks for something that switches it on, where no scenario does. */
  private switchOn(): void {
    const { runner, rule } = this;
    const leftAloneMicros = parseDuration(READY)!;
    const usual = runner.attempt([], NOTHING, { virtualMicros: parseDuration(SHORT)!, leftAloneMicros });
    const { first, happenings } = playbook(runner.subject.program, usual);
    for (const { steps, early } of [...happenings, ...first].slice(0, MAX_HAPPENINGS)) {
      if (early === true || !this.isAffordable(0)) continue;
      const scenario = named([wait(leftAloneMicros), ...steps, wait(parseDuration(SHORT)!)]);
      const run = this.runOf(scenario);
      const spell = run === null ? undefined : spells(run.tape, rule.actuator).at(-1);
      if (spell === undefined || run === null) continue;
      this.onRuns.push({ scenario, spell, endMicros: run.end.atMicros });
      return;
    }
  }

  private attempt({ scenario }: OnRun, atMicros: number, faults: readonly Fault[]): void {
    const last = faults.at(-1)!;
    const text = textOf(faults);
    if (this.failures.has(text) || faults.some(({ text }) => this.failures.has(text))) return;
    const steps = faults.flatMap(({ step }, i): Step[] =>
      step === null ? [] : i === 0 ? [step] : [wait(BETWEEN_MICROS), step],
    );
    const { offWithin, offFor } = this.rule;
    const watched = offFor === undefined ? WATCHED_MICROS : parseDuration(offFor)!;
    const rest =
      parseDuration(offWithin)! + (last.step === null ? 1_000_000 : lastsMicros(last.step) + watched);
    const begun = { name: "", steps: continuedAt(scenario, atMicros, []) };
    const next = [...steps, wait(rest)];
    const whole = named([...begun.steps, ...next]);
    const trials = this.trialsOf(whole, [last], this.runOf({ name: whole.name, steps: next }, begun));
    this.count(trials, whole, false, text);
  }

  private trialsOf(
    scenario: ScenarioData,
    faults: readonly Fault[],
    run: Run | null = this.runOf(scenario),
  ): readonly FaultTrial[] {
    return run === null ? [] : faultTrials(this.rule, faults, scenario, run).slice(-1);
  }

  /** Null where it cannot be, and where the search has taken its time. `begun`: scenario that came before. */
  private runOf(scenario: ScenarioData, begun?: ScenarioData): Run | null {
    const virtualMicros = this.runner.lengthMicros(scenario, { isBrief: true });
    if (!this.isAffordable(virtualMicros)) return null;
    this.spentMicros += virtualMicros;
    const run = this.runner.attempt([], scenario, { virtualMicros, ...(begun !== undefined && { begun }) });
    return run.end.impossibleStep === null ? run : null;
  }

  private isAffordable(micros: number): boolean {
    return this.spentMicros + micros <= SAFETY_SEARCH_MICROS;
  }

  private count(trials: readonly FaultTrial[], scenario: ScenarioData, declared: boolean, as?: string): void {
    for (const { fault, whileOn, breach } of trials) {
      const before = this.countOf(fault.text);
      this.counts.set(fault.text, {
        tried: before.tried + 1,
        whileOn: before.whileOn + (whileOn ? 1 : 0),
      });
      const text = as ?? fault.text;
      if (breach === null || this.failures.has(text)) continue;
      this.failures.set(text, this.failureOf(fault, text, scenario, declared, breach));
    }
  }

  private failureOf(
    fault: Fault,
    text: string,
    scenario: ScenarioData,
    declared: boolean,
    breach: Breach,
  ): SafetyFailure {
    if (declared) return { fault: text, scenario, declared, ...breach };
    let best: { readonly scenario: ScenarioData; readonly breach: Breach } = { scenario, breach };
    // Nobody waits at the end of what is shortened: the deadline has to be waited for all the same.
    const rest = scenario.steps.at(-1)!;
    const shows = (shorter: ScenarioData) => {
      const waited = { ...shorter, steps: [...shorter.steps, rest] };
      const late = this.trialsOf(waited, [fault]).find((trial) => trial.breach !== null)?.breach;
      if (late != null) best = { scenario: waited, breach: late };
      return late != null;
    };
    shortened(scenario, shows, MAX_SHORTER);
    return { fault: text, declared, ...best.breach, scenario: named(best.scenario.steps) };
  }

  private countOf(text: string): { readonly tried: number; readonly whileOn: number } {
    return this.counts.get(text) ?? { tried: 0, whileOn: 0 };
  }
}

export class SafetyCheck {
  private readonly checks: readonly RuleCheck[];

  constructor(rules: readonly SafetyRule[], runner: Runner) {
    this.checks = rules.map((rule) => new RuleCheck(rule, runner));
  }

  /** Takes a run of a scenario that nobody had to search for; `declared` where a check goes through it by itself. */
  take(scenario: ScenarioData, run: Run, declared: boolean): void {
    for (const check of this.checks) check.take(scenario, run, declared);
  }

  /** Lets each fault happen at many moments. */
  search(): void {
    for (const check of this.checks) check.search();
  }

  get results(): readonly SafetyResult[] {
    return this.checks.map(({ result }) => result);
  }
}

/** A run in which it is on so late is too long to be done over and over. */
const LATE_MICROS = 900e6;

function isSoon({ spell }: OnRun): boolean {
  return spell.fromMicros <= LATE_MICROS;
}

const NOTHING: ScenarioData = { name: "", steps: [] };

function named(steps: readonly Step[]): ScenarioData {
  return {
    name: `found by search: ${describeSteps(steps.filter(({ do: verb }) => verb !== "wait"))}`,
    steps,
  };
}

/** Two faults, one soon after the other. */
function isPair(first: Fault, second: Fault): boolean {
  return first !== second && first.step !== null && second.step !== null;
}

function textOf(faults: readonly Fault[]): string {
  return faults.map(({ text }) => text).join(", then ");
}
