/** `tightlip lesson`: lists lessons, shows one, or says whether a firmware solves one. */
import { closest } from "../closest.ts";
import type { Language } from "../lesson/words.ts";
import { shellWord } from "../report/replay.ts";
import type { LessonRequest } from "../tasks/lesson.ts";
import { blockingStep } from "../tasks/progress.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { colorsFor } from "./colors.ts";
import { followTask } from "./follow-task.ts";
import { printJson } from "./print-json.ts";

const CHECK = "check";

interface Options {
  readonly language: Language;
  readonly json?: true;
}

export async function lessonCommand(
  action: string | undefined,
  lesson: string | undefined,
  firmware: string | undefined,
  options: Options,
): Promise<number> {
  if (action === undefined) return await list(options);
  if (action !== CHECK) return await show(action, lesson, options);
  const { language, json = false } = options;
  return await check({ lesson: lesson ?? null, firmware: firmware ?? null, language }, json);
}

async function list({ language, json }: Options): Promise<number> {
  const { listLessons } = await import("../tasks/lesson.ts");
  const { lessonListJson, lessonListText } = await import("../report/lesson.ts");
  const { lessons, exitCode } = listLessons(language);
  if (json) printJson({ lessons: lessonListJson(lessons), exitCode });
  else process.stdout.write(lessonListText(lessons, colorsFor(process.stdout)));
  return exitCode;
}

/** `more`: what stands behind the lesson. */
async function show(word: string, more: string | undefined, { language, json }: Options): Promise<number> {
  const { showLesson } = await import("../tasks/lesson.ts");
  const { lessonListJson, lessonPageText } = await import("../report/lesson.ts");
  if (closest(word, [CHECK]) !== null)
    throw new UserError(`${word}: no such lesson. Did you mean "${CHECK}"?`, EXIT_USAGE);
  const { lesson, firmware, exitCode } = showLesson(word, language);
  if (more !== undefined)
    throw new UserError(
      `${more}: a lesson is shown without it. To check a firmware: tightlip lesson check ${lesson.number} ${shellWord(more)}`,
      EXIT_USAGE,
    );
  if (json) printJson({ lessons: lessonListJson([lesson]), exitCode });
  else process.stdout.write(lessonPageText(lesson, firmware, language, colorsFor(process.stdout)));
  return exitCode;
}

async function check(request: LessonRequest, json: boolean): Promise<number> {
  const result = await followTask(async (context) => {
    // The first line is there before what takes long to load.
    context.on(blockingStep("looking for the lesson"));
    const { checkLesson } = await import("../tasks/lesson.ts");
    return await checkLesson(request, context);
  });
  const { lessonJson, lessonText } = await import("../report/lesson.ts");
  const { exitCode } = result;
  if (json) printJson({ ...lessonJson(result), exitCode });
  else process.stdout.write(lessonText(result, request.language, colorsFor(process.stdout)));
  return exitCode;
}
