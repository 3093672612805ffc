/** Handout: a lesson on paper, with room for what the learner thinks. */
import { OBSERVERS } from "../../../../sim/tape/tape.ts";
import { t } from "../language.ts";
import { type Lesson, wordsOf } from "../lessons.ts";
import { Prose } from "../prose.tsx";
import { observer } from "../term-words.ts";
import { Listing } from "./listing.tsx";

export function Handout({ lesson }: { readonly lesson: Lesson }) {
  const words = wordsOf(lesson);
  return (
    <>
      <p class="paper-head">
        <span>{t("handout.name")}</span>
        <span>{t("handout.date")}</span>
      </p>
      <h1>
        {Number(lesson.id)}. {words?.title}
      </h1>
      <p class="lead">{words?.question}</p>
      {words?.story.map((paragraph) => (
        <p key={paragraph}>
          <Prose text={paragraph} />
        </p>
      ))}
      <h2>{t("lesson.firmware")}</h2>
      <Listing text={lesson.leaky} />
      <h2>{t("quiz.title")}</h2>
      <p>{words?.quiz ?? t("quiz.question")}</p>
      <GuessTable secrets={lesson.secrets} />
      <p>{t("handout.line")}</p>
      <p class="write-here" />
      <h2>{t("lesson.tasks")}</h2>
      <ol>
        {words?.tasks.map((task) => (
          <li key={task}>
            <Prose text={task} />
            <p class="write-here" />
          </li>
        ))}
      </ol>
    </>
  );
}

/** A box for each secret and observer. */
function GuessTable({ secrets }: { readonly secrets: readonly string[] }) {
  return (
    <table class="guesses">
      <thead>
        <tr>
          <th scope="col">{t("handout.who")}</th>
          {secrets.map((secret) => (
            <th scope="col" key={secret}>
              {secret}
            </th>
          ))}
          <th scope="col">{t("handout.why")}</th>
        </tr>
      </thead>
      <tbody>
        {OBSERVERS.map((one) => (
          <tr key={one}>
            <th scope="row">
              {observer(one).name} <span class="quiet">({observer(one).title})</span>
            </th>
            {secrets.map((secret) => (
              <td key={secret} class="box">
                ☐
              </td>
            ))}
            <td class="why" />
          </tr>
        ))}
      </tbody>
    </table>
  );
}
