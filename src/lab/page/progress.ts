/** Progress of the learner, kept by this browser only, and as a file that goes from one browser to another. */
import { effect, signal } from "@preact/signals";
import * as v from "valibot";
import { MOST_POINTS } from "./game/outcome.ts";
import { stored } from "./stored.ts";

/** Characters of firmware that are kept for a lesson. */
const MAX_CODE_CHARACTERS = 100_000;
/** Of a file that is imported. */
export const MAX_PROGRESS_BYTES = 2_000_000;
const MAX_HINTS = 50;
const STORED_AS = "tightlip-lab-progress";

const Count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000));

const LessonProgress = v.object({
  solved: v.boolean(),
  /** Hints that were opened. */
  hints: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_HINTS)),
  /** Answers of the quiz; null before it was answered. */
  quiz: v.nullable(
    v.pipe(
      v.object({ right: Count, of: Count }),
      v.check(({ right, of }) => right <= of),
    ),
  ),
  /** The learner's firmware; null while it is the lesson's. */
  code: v.nullable(v.pipe(v.string(), v.maxLength(MAX_CODE_CHARACTERS))),
});

const Progress = v.object({
  version: v.literal(1),
  lessons: v.record(v.pipe(v.string(), v.regex(/^\d{2}$/)), LessonProgress),
  /** Most points of each round of the interception game; files of before there was one have none. */
  rounds: v.optional(
    v.record(
      v.pipe(v.string(), v.regex(/^[a-z]{1,20}$/)),
      v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MOST_POINTS)),
    ),
    {},
  ),
});

export type LessonProgress = v.InferOutput<typeof LessonProgress>;
type Progress = v.InferOutput<typeof Progress>;

const NOTHING: Progress = { version: 1, lessons: {}, rounds: {} };
const UNTOUCHED: LessonProgress = { solved: false, hints: 0, quiz: null, code: null };

const kept = stored(STORED_AS);
const progress = signal(parsed(kept.value ?? "") ?? NOTHING);

effect(() => {
  kept.value = JSON.stringify(progress.value);
});

export function progressOf(id: string): LessonProgress {
  return progress.value.lessons[id] ?? UNTOUCHED;
}

export function changeProgress(id: string, change: Partial<LessonProgress>): void {
  if ((change.code?.length ?? 0) > MAX_CODE_CHARACTERS) return;
  const { lessons } = progress.peek();
  const lesson = { ...(lessons[id] ?? UNTOUCHED), ...change };
  progress.value = { ...progress.peek(), lessons: { ...lessons, [id]: lesson } };
}

/** Most points of a round of the interception game; null before it was played. */
export function pointsOf(round: string): number | null {
  return progress.value.rounds[round] ?? null;
}

/** Keeps the most points that a round was ended with. */
export function changeGameProgress(round: string, points: number): void {
  const { rounds } = progress.peek();
  const most = Math.max(points, rounds[round] ?? 0);
  progress.value = { ...progress.peek(), rounds: { ...rounds, [round]: most } };
}

/** Counts how often all progress was replaced: what was made from an earlier one is no more. */
export const generation = signal(0);

export function forgetProgress(): void {
  replaceAll(NOTHING);
}

function replaceAll(by: Progress): void {
  progress.value = by;
  generation.value = generation.peek() + 1;
}

/** As a file has it. */
export function exportedProgress(): string {
  return `${JSON.stringify(progress.peek(), null, 2)}\n`;
}

/** False where the text is no progress; then nothing changes. */
export function importProgress(text: string): boolean {
  const read = parsed(text);
  if (read === null) return false;
  replaceAll(read);
  return true;
}

function parsed(text: string): Progress | null {
  if (text.length > MAX_PROGRESS_BYTES) return null;
  try {
    return v.parse(Progress, JSON.parse(text));
  } catch {
    return null;
  }
}
