/** Lessons of the lab, in order: their firmware, policy, goal and words, as they lie in `devs/lessons`. */
import { namedSecrets, type Policy } from "../../judge/policy/policy.ts";
import type { Goal } from "../../lesson/goal.ts";
import type { LessonWords } from "../../lesson/words.ts";
import { language } from "./language.ts";

export interface Lesson {
  /** Its number, such as `01`: how the address and the progress name it. */
  readonly id: string;
  /** Firmware that gives a credential away, without the comments that tell where. */
  readonly leaky: string;
  /** The same appliance without the leak. */
  readonly fixed: string;
  /** Path of the firmware in tightlip's package. */
  readonly main: string;
  /** Path of the policy by which the learner's firmware is judged: that of the mended one. */
  readonly policy: string;
  /** Names of the credentials that the policy speaks of. */
  readonly secrets: readonly string[];
  /** Null where only the verdict counts. */
  readonly goal: Goal | null;
  /** By language. */
  readonly words: ReadonlyMap<string, LessonWords>;
}

const FALLBACK = "en";
const UP = "../../../";
/** Before the names of what leaks by a line. */
const LEAK_MARK = " // leak: ";

const FIRMWARE = import.meta.glob<string>("../../../devs/lessons/*/{leaky,fixed}.ts", {
  eager: true,
  query: "?raw",
  import: "default",
});
const POLICIES = import.meta.glob<Policy>("../../../devs/lessons/*/fixed.policy.ts", {
  eager: true,
  import: "default",
});
const GOALS = import.meta.glob<Goal>("../../../devs/lessons/*/goal.ts", { eager: true, import: "default" });
const WORDS = import.meta.glob<LessonWords>("../../../devs/lessons/*/lab.*.json", {
  eager: true,
  import: "default",
});

export const LESSONS: readonly Lesson[] = Object.keys(POLICIES)
  .map((path) => path.slice(0, path.lastIndexOf("/")))
  .sort()
  .map((folder) => {
    const policy = `${folder}/fixed.policy.ts`;
    return {
      id: folder.slice(folder.lastIndexOf("/") + 1).split("-")[0],
      leaky: withoutAnswers(FIRMWARE[`${folder}/leaky.ts`]),
      fixed: FIRMWARE[`${folder}/fixed.ts`],
      main: `${folder}/leaky.ts`.slice(UP.length),
      policy: policy.slice(UP.length),
      secrets: namedSecrets(POLICIES[policy]).map(({ name }) => name),
      goal: GOALS[`${folder}/goal.ts`] ?? null,
      words: new Map(
        Object.entries(WORDS).flatMap(([path, words]) =>
          path.startsWith(`${folder}/lab.`)
            ? [[path.slice(`${folder}/lab.`.length, -".json".length), words] as const]
            : [],
        ),
      ),
    };
  });

export function lessonOf(id: string): Lesson | null {
  return LESSONS.find((lesson) => lesson.id === id) ?? null;
}

/** The lesson after it; null after the last. */
export function nextLesson({ id }: Lesson): Lesson | null {
  return LESSONS[LESSONS.findIndex((lesson) => lesson.id === id) + 1] ?? null;
}

/** In the page's language, or else in English; null where nobody wrote them yet. */
export function wordsOf({ words }: Lesson): LessonWords | null {
  return words.get(language.value) ?? words.get(FALLBACK) ?? null;
}

/** The first comment and the marks at lines say who learns what, which the learner is to find out. */
export function withoutAnswers(firmware: string): string {
  const lines = firmware.split("\n");
  const start = lines.findIndex((line) => !line.startsWith("//"));
  return lines
    .slice(start)
    .map((line) => line.split(LEAK_MARK)[0])
    .join("\n");
}
