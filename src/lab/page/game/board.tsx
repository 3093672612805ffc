/** Board of the game: the list of what was recorded, the bytes of one of it, and the answer. */
import { plainText } from "../../../report/printable.ts";
import { t } from "../language.ts";
import { Answer } from "./answer.tsx";
import { Bytes } from "./bytes.tsx";
import type { Game } from "./game.ts";
import { Result } from "./result.tsx";
import { UnitList } from "./unit-list.tsx";

export function Board({ game }: { readonly game: Game }) {
  const state = game.state.value;
  const units = game.units.value;
  return (
    <>
      <p class="game-state" role="status">
        <State game={game} />
      </p>
      {units !== null && units.units.length === 0 && <p class="note">{t("game.empty")}</p>}
      {units !== null && units.units.length > 0 && (
        <div class="board">
          <UnitList game={game} units={units} />
          <Bytes game={game} />
        </div>
      )}
      {units !== null && state.kind !== "answered" && state.kind !== "working" && <Answer game={game} />}
      {state.kind === "answered" && <Result game={game} outcome={state.outcome} />}
    </>
  );
}

function State({ game }: { readonly game: Game }) {
  const state = game.state.value;
  switch (state.kind) {
    case "working":
    case "comparing":
      return (
        <>
          <span class="busy" aria-hidden="true" />{" "}
          {t(
            state.kind === "comparing"
              ? "game.comparing"
              : game.round === null
                ? "game.opening"
                : "game.playing",
          )}
        </>
      );
    case "failed":
      return (
        <span class="bad-text">
          {state.why === null ? t("app.noToolchain") : t("game.failed", { why: plainText(state.why) })}
        </span>
      );
    default:
      return null;
  }
}
