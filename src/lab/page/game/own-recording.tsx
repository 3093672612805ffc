/** A recording of the player's own: opened, looked into and scanned in this page, which keeps none of it. */
import { effect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { inline } from "../../../report/printable.ts";
import { FileButton } from "../file-button.tsx";
import { labClient } from "../lab-client.ts";
import { t } from "../language.ts";
import { generation } from "../progress.ts";
import { Board } from "./board.tsx";
import { Game, MAX_RECORDING_BYTES } from "./game.ts";

const NAME = "wifi.psk";
const MAX_CHARACTERS = 256;

const game = new Game(labClient, null);
effect(() => {
  // Whoever forgets all progress leaves the page to somebody else.
  if (generation.value >= 0) game.forget();
});

export function OwnRecording() {
  // Whoever goes elsewhere leaves neither the recording nor the value behind.
  useEffect(() => () => game.forget(), []);
  const units = game.units.value;
  const state = game.state.value;
  return (
    <article class="game">
      <header class="lesson-head">
        <p class="quiet">
          <a href="#/game">{t("game.title")}</a>
        </p>
        <h1>{t("game.own.title")}</h1>
        <p class="lead">{t("game.own.lead")}</p>
      </header>
      <p class="actions">
        <FileButton text={t("game.own.open")} onPick={([file]) => void take(file)} />
        {units !== null && game.file !== null && (
          <span class="quiet">
            {t("game.own.opened", { file: inline(game.file), what: t(`game.holds.${units.of}`) })}
          </span>
        )}
      </p>
      {units !== null && <Value />}
      <Board game={game} />
      {state.kind === "answered" && (
        <p class="actions">
          <button type="button" onClick={() => game.resume()}>
            {t("game.own.again")}
          </button>
        </p>
      )}
    </article>
  );
}

function Value() {
  const value = game.sought.value?.value ?? "";
  return (
    <div class="sought">
      <label>
        {t("game.own.value")}{" "}
        <input
          type="password"
          autocomplete="off"
          spellcheck={false}
          maxLength={MAX_CHARACTERS}
          value={value}
          onInput={({ currentTarget }) => {
            game.sought.value = { name: NAME, value: currentTarget.value };
          }}
        />
      </label>
      {value !== "" && !game.isSearchable.value && <p class="unsure-text">{t("game.tooShort")}</p>}
      <p class="quiet">{t("game.own.kept")}</p>
    </div>
  );
}

async function take(file: File | undefined): Promise<void> {
  if (file === undefined) return;
  if (file.size > MAX_RECORDING_BYTES) {
    game.refuse(t("game.own.tooLarge", { most: MAX_RECORDING_BYTES / 2 ** 20 }));
    return;
  }
  try {
    await game.openFile({ file: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
  } catch {
    game.refuse(t("game.own.unreadable"));
  }
}
