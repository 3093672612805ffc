/** Controls of time in the home: play, pause, step, how fast, and back to any moment. */
import { t } from "../language.ts";
import { seconds } from "../term-words.ts";
import { type Life, SPEEDS } from "./life.ts";

export function Controls({ life }: { readonly life: Life }) {
  const isPlaying = life.isPlaying.value;
  const now = life.nowMicros.value;
  const cursor = life.cursorMicros.value;
  return (
    <fieldset class="time">
      <legend class="unseen">{t("live.time")}</legend>
      <button
        type="button"
        class="play"
        onClick={() => (isPlaying ? life.pause() : life.play())}
        disabled={life.ended.value !== null && cursor >= now}
      >
        <span aria-hidden="true">{isPlaying ? "❚❚" : "▶"}</span> {t(isPlaying ? "live.pause" : "live.play")}
      </button>
      <button type="button" onClick={() => void life.step()}>
        {t("live.step")}
      </button>
      <label>
        {t("live.speed")}{" "}
        <select
          value={String(life.speed.value)}
          onChange={({ currentTarget }) => {
            life.speed.value = Number(currentTarget.value);
          }}
        >
          {SPEEDS.map((speed) => (
            <option key={speed} value={String(speed)}>
              {t("live.times", { speed })}
            </option>
          ))}
        </select>
      </label>
      <label class="scrub">
        <span class="unseen">{t("live.moment")}</span>
        <input
          type="range"
          min={0}
          max={Math.max(now, 1)}
          step={10_000}
          value={cursor}
          aria-valuetext={seconds(cursor)}
          onInput={({ currentTarget }) => life.scrub(Number(currentTarget.value))}
        />
      </label>
      <output>{seconds(cursor)}</output>
    </fieldset>
  );
}
