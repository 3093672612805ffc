/** Closed comparisons: questions of firmware that ended in the same way in all runs, though it has code for the other. */
import type { SeenValue } from "../../../sim/device/inside/values.ts";
import type { Place } from "../../../sim/tape/position.ts";
import type { Scanner } from "../search/scan.ts";
import type { Run } from "../subject.ts";
import type { Runner } from "../verdict/runner.ts";
import { describeSteps } from "./describe-steps.ts";
import type { Play } from "./play.ts";

export interface Closed extends Place {
  /** Such as `===`; `in` for a text that was sought in another. */
  readonly operator: string;
  /** Its outcome in all runs. */
  readonly result: boolean;
  /**
   * The side that was the same in all runs, as it is written in JSON; null where both sides or none changed, and where it
   * may come from a secret.
   */
  readonly bound: string | null;
  /** Events after which it was asked, in words; empty where nothing had to happen. */
  readonly when: string;
}

interface Question extends Place {
  readonly operator: string;
  readonly results: Set<boolean>;
  readonly sides: readonly [Set<SeenValue>, Set<SeenValue>];
  readonly play: Play;
  /** Sides that were equal in worlds with other secrets; null while that was not compared. */
  open: readonly [boolean, boolean] | null;
}

/** Characters of a bound that are told. */
const MAX_BOUND = 40;
/** Values of a side that are remembered: with two it is no bound any more. */
const MAX_VALUES = 2;

export class ClosedComparisons {
  private readonly questions = new Map<string, Question>();

  learn(play: Play, run: Run): void {
    for (const { key, operator, sides, result, place } of questionsOf(run)) {
      let question = this.questions.get(key);
      if (question === undefined) {
        question = {
          ...place,
          operator,
          results: new Set(),
          sides: [new Set(), new Set()],
          play,
          open: null,
        };
        this.questions.set(key, question);
      }
      question.results.add(result);
      for (const [i, side] of question.sides.entries()) if (side.size < MAX_VALUES) side.add(sides[i]);
    }
  }

  /** Compares a run with one in a world with other secrets: what differs may come from a secret. */
  compare(run: Run, twin: Run): void {
    const others = new Map(questionsOf(twin).map((one) => [one.key, one.sides]));
    const seen = new Set<string>();
    for (const { key, sides } of questionsOf(run)) {
      const other = others.get(key);
      const question = this.questions.get(key);
      if (other === undefined || question === undefined || seen.has(key)) continue;
      seen.add(key);
      const before = question.open ?? [true, true];
      question.open = [before[0] && sides[0] === other[0], before[1] && sides[1] === other[1]];
    }
  }

  /** By file and line. */
  list({ subject: { program }, outcomes, scanner }: Runner): Closed[] {
    const left = (program.outcomes ?? []).filter(({ id }) => !outcomes.has(id));
    const lines = new Set(left.map(({ file, line }) => `${file}:${line}`));
    const closed = [...this.questions.values()].flatMap((question): Closed[] => {
      const { file, line, operator, results, play } = question;
      if (results.size > 1 || !lines.has(`${file}:${line}`)) return [];
      const found = boundOf(question);
      const bound = found === null ? null : shownBound(found.value, scanner);
      const when = scanner.redact(describeSteps(play.steps));
      const [result] = results;
      // The bound is shown on the right, however it was compared.
      const shown = found?.isLeft === true ? (MIRRORED[operator] ?? operator) : operator;
      return [{ file, line, operator: shown, result, bound, when }];
    });
    const text = ({ file, line, operator }: Closed) => `${file} ${String(line).padStart(6)} ${operator}`;
    return closed.sort((a, b) => (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0));
  }
}

interface Asked {
  readonly key: string;
  readonly operator: string;
  readonly sides: readonly [SeenValue, SeenValue];
  readonly result: boolean;
  readonly place: Place;
}

function questionsOf({ insights }: Run): Asked[] {
  return insights.flatMap(({ seen, own }): Asked[] => {
    if (own === null) return [];
    const place = { file: own.file, line: own.line };
    if (seen.what === "search") {
      const { text, sought, result } = seen;
      const key = `${own.pc} in`;
      return [{ key, operator: "in", sides: [sought, text], result: result >= 0, place }];
    }
    if (seen.what !== "comparison" || !own.isInnermost) return [];
    const { operator, left, right, result } = seen;
    return [{ key: `${own.pc}`, operator, sides: [left, right], result, place }];
  });
}

/** Operators that ask the same with their sides changed. */
const MIRRORED: Readonly<Record<string, string>> = { "<": ">", "<=": ">=" };

interface Bound {
  readonly value: SeenValue;
  readonly isLeft: boolean;
}

/** Null where both sides or none may be the one that an input has to meet. */
function boundOf({ sides, open }: Question): Bound | null {
  const bounds = sides.flatMap((side, i): Bound[] => {
    const [value] = side;
    if (side.size !== 1 || open?.[i] !== true || (typeof value === "object" && value !== null)) return [];
    return [{ value, isLeft: i === 0 }];
  });
  return bounds.length === 1 ? bounds[0] : null;
}

function shownBound(value: SeenValue, scanner: Scanner): string {
  const written =
    typeof value === "number" && !Number.isFinite(value) ? String(value) : JSON.stringify(value ?? null);
  // A part of a credential in the firmware itself would not be recognised.
  const text = scanner.redact(written);
  return text.length > MAX_BOUND ? `${text.slice(0, MAX_BOUND)}…` : text;
}
