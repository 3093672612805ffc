/** Trials of a safety rule in one run: each fault that the scenario has, and whether the actuator was off in time. */
import { type ScenarioData, stepTimes } from "../../../sim/home/scenario.ts";
import { parseDuration } from "../../../sim/tape/duration.ts";
import type { Run } from "../subject.ts";
import type { Source } from "../verdict/source.ts";
import { type Fault, isThat, lastsMicros } from "./fault.ts";
import type { SafetyRule } from "./safety-rule.ts";
import { type Spell, spells } from "./switching.ts";

export interface FaultTrial {
  readonly fault: Fault;
  /** The actuator was on when it happened, or came on before it had to be off. */
  readonly whileOn: boolean;
  readonly breach: Breach | null;
}

/** An actuator that is on when it must be off. */
export interface Breach {
  /** Moment of the fault. */
  readonly faultMicros: number;
  /** Moment from which it must be off. */
  readonly dueMicros: number;
  /** First moment after that at which it is on. */
  readonly onMicros: number;
  /** Moment at which it goes off; null where it does not in this run. */
  readonly offMicros: number | null;
  /** Line that switched it on. */
  readonly source: Source | null;
}

/** Span in which it must be off. */
interface Span {
  readonly fromMicros: number;
  readonly toMicros: number;
}

/** Faults whose deadline the run, or somebody who does something, did not wait for are left out. */
export function faultTrials(
  rule: SafetyRule,
  faults: readonly Fault[],
  scenario: ScenarioData,
  run: Pick<Run, "tape" | "end">,
): FaultTrial[] {
  const on = spells(run.tape, rule.actuator);
  const within = parseDuration(rule.offWithin)!;
  const happenings = stepTimes(scenario).filter(({ step }) => step.do !== "wait");
  const endMicros = run.end.atMicros;
  return faults.flatMap((fault): FaultTrial[] => {
    if (fault.step === null) return on.flatMap((spell) => ofSpell(fault, spell, within, endMicros));
    return happenings.flatMap(({ step, atMicros }, i): FaultTrial[] => {
      if (!isThat(fault, step)) return [];
      const dueMicros = atMicros + lastsMicros(step) + within;
      const nextMicros = happenings[i + 1]?.atMicros ?? endMicros;
      const longest = rule.offFor === undefined ? nextMicros : dueMicros + parseDuration(rule.offFor)!;
      const span = { fromMicros: dueMicros, toMicros: Math.min(nextMicros, endMicros, longest) };
      if (span.toMicros <= span.fromMicros) return [];
      const whileOn = on.some((spell) => touches(spell, { fromMicros: atMicros, toMicros: dueMicros }));
      const late = on.find((spell) => touches(spell, span));
      return [{ fault, whileOn, breach: late === undefined ? null : breachOf(atMicros, span, late) }];
    });
  });
}

function ofSpell(fault: Fault, spell: Spell, within: number, endMicros: number): FaultTrial[] {
  const dueMicros = spell.fromMicros + within;
  const isOver = spell.toMicros !== null && spell.toMicros <= dueMicros;
  if (!isOver && dueMicros >= endMicros) return [];
  const span = { fromMicros: dueMicros, toMicros: endMicros };
  return [{ fault, whileOn: true, breach: isOver ? null : breachOf(spell.fromMicros, span, spell) }];
}

function touches({ fromMicros, toMicros }: Spell, span: Span): boolean {
  return fromMicros < span.toMicros && (toMicros === null || toMicros > span.fromMicros);
}

function breachOf(faultMicros: number, { fromMicros: dueMicros }: Span, spell: Spell): Breach {
  const { fromMicros, toMicros: offMicros, source } = spell;
  return { faultMicros, dueMicros, onMicros: Math.max(dueMicros, fromMicros), offMicros, source };
}
