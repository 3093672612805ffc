/** The player's answer: marked bytes and their encoding, or that the credential is not to be seen. */
import { t } from "../language.ts";
import { excerpt, rangeWords } from "./bytes.tsx";
import { encodingWord } from "./encoding-words.ts";
import { ENCODINGS } from "./encodings.ts";
import type { Game } from "./game.ts";
import { nameOf } from "./unit-list.tsx";

export function Answer({ game }: { readonly game: Game }) {
  const parts = game.parts.value;
  const isAble = ["ready", "failed"].includes(game.state.value.kind) && game.isSearchable.value;
  return (
    <section class="card answer" aria-labelledby="answer">
      <h2 id="answer">{t("game.answer")}</h2>
      {parts.length === 0 ? (
        <p class="quiet">{t("game.noParts")}</p>
      ) : (
        <ol class="parts">
          {parts.map((part, index) => (
            <li key={index}>
              <strong>{nameOf(part.unit)}</strong> {rangeWords(part)}{" "}
              <code>{excerpt(part.unit.bytes, part)}</code>{" "}
              <button type="button" class="link" onClick={() => game.unmark(part)}>
                {t("game.unmark")}
              </button>
            </li>
          ))}
        </ol>
      )}
      <fieldset class="encodings">
        <legend>{t("game.how")}</legend>
        <p class="quiet">{t("game.howAbout")}</p>
        {ENCODINGS.map((encoding) => (
          <label key={encoding}>
            <input
              type="checkbox"
              checked={game.encodings.value.has(encoding)}
              onChange={() => game.toggle(encoding)}
            />{" "}
            {encodingWord(encoding)}
          </label>
        ))}
      </fieldset>
      <p class="actions">
        <button
          type="button"
          class="main"
          disabled={!isAble || parts.length === 0}
          onClick={() => void game.answer("here")}
        >
          {t("game.here")}
        </button>
        <button type="button" disabled={!isAble} onClick={() => void game.answer("absent")}>
          {t("game.absent")}
        </button>
      </p>
    </section>
  );
}
