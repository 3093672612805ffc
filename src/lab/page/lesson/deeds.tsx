/** Deeds of the goal: what the appliance still does, and of what is missing where to look. */
import type { GoalResult } from "../../../lesson/goal.ts";
import type { LessonWords } from "../../../lesson/words.ts";
import { t } from "../language.ts";
import { Prose } from "../prose.tsx";

interface Props {
  readonly result: GoalResult;
  readonly words: LessonWords | null;
}

export function Deeds({ result: { deeds }, words }: Props) {
  return (
    <section class="deeds" aria-labelledby="deeds">
      <h3 id="deeds">{t(deeds.every(({ isDone }) => isDone) ? "deeds.all" : "deeds.some")}</h3>
      <ul>
        {deeds.map(({ name, isDone, fault }) => (
          <li key={name} class={isDone ? "done" : "missing"}>
            <span class="deed-sign" aria-hidden="true">
              {isDone ? "✓" : "✗"}
            </span>
            <span>
              <span class="unseen">{t(isDone ? "deeds.done" : "deeds.missing")} </span>
              <Prose text={words?.deeds[name] ?? name} />
              {fault !== null && fault !== "unseen" && <span class="quiet"> {t(`deeds.${fault}`)}</span>}
              {!isDone && words?.missing[name] !== undefined && (
                <span class="quiet">
                  {" "}
                  <Prose text={words.missing[name]} />
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
