export const LANGUAGES = ["en", "zh-Hans"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Words of a lesson in one language: `devs/lessons/NN-name/lab.<language>.json`. */
export interface LessonWords {
  readonly title: string;
  /** The appliance, such as "a kettle". */
  readonly appliance: string;
  /** Question of the lesson. */
  readonly question: string;
  /** Paragraphs; `code` in backquotes. */
  readonly story: readonly string[];
  /** Instructions, in order. */
  readonly tasks: readonly string[];
  /** From a nudge to nearly the answer. */
  readonly hints: readonly string[];
  /** Each deed of the goal, as something that the appliance does: "It reports its temperature to its cloud." */
  readonly deeds: Readonly<Record<string, string>>;
  /** Advice where a deed is missing: what to look at. By name of the deed. */
  readonly missing: Readonly<Record<string, string>>;
  /** Asked before the verdict; the answers are what the judge finds. */
  readonly quiz: string;
  /** Said once it is solved: why that is the right kind of fix. */
  readonly solved: readonly string[];
  /** For teachers. */
  readonly teacher: {
    readonly minutes: number;
    /** Answers: who learns what, by which line, and why it was missed. */
    readonly answers: readonly string[];
    /** Questions for the class. */
    readonly discuss: readonly string[];
    /** Wrong fixes that learners often try, and what is wrong with each. */
    readonly wrongFixes: readonly string[];
  };
}
