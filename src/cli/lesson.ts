/** `tightlip lesson`: lists lessons, or says whether a firmware solves one. */
import type { Language } from "../lesson/words.ts";
import type { LessonRequest } from "../tasks/lesson.ts";
import { blockingStep } from "../tasks/progress.ts";
import { colorsFor } from "./colors.ts";
import { followTask } from "./follow-task.ts";
import { printJson } from "./print-json.ts";

interface Options {
  readonly language: Language;
  readonly json?: true;
}

export async function lessonCommand(
  action: "check" | undefined,
  lesson: string | undefined,
  firmware: string | undefined,
  options: Options,
): Promise<number> {
  if (action === undefined) return await list(options);
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
