/** Bytes of one unit, as a dump and as text: what is selected in either can be marked. */
import { useEffect, useMemo, useState } from "preact/hooks";
import { inline } from "../../../report/printable.ts";
import { t } from "../language.ts";
import { type ByteRange, HexDump, plainTextOf, rangeOf } from "./dump.ts";
import { chainWords, encodingWord } from "./encoding-words.ts";
import { type Game, MAX_MARKED_BYTES } from "./game.ts";
import { nameOf } from "./unit-list.tsx";

const NARROW = "(max-width: 40rem)";
const BYTES_PER_LINE = { narrow: 8, wide: 16 };
const SHOWN_CHARACTERS = 80;

export function Bytes({ game }: { readonly game: Game }) {
  const unit = game.unit.value;
  const perLine = useIsNarrow() ? BYTES_PER_LINE.narrow : BYTES_PER_LINE.wide;
  const dump = useMemo(() => (unit === null ? null : new HexDump(unit.bytes, perLine)), [unit, perLine]);
  const text = useMemo(() => (unit === null ? "" : plainTextOf(unit.bytes)), [unit]);
  if (unit === null || dump === null) return null;
  const sizeBytes = unit.bytes.length;
  return (
    <section class="byte-side" aria-labelledby="bytes">
      <h2 id="bytes">{t("game.bytes", { name: nameOf(unit) })}</h2>
      <p class="quiet" id="bytes-about">
        {t("game.select")}
        {unit.contentAt > 0 &&
          unit.contentAt < sizeBytes &&
          ` ${t("game.contentAt", { offset: unit.contentAt.toString(16).padStart(4, "0") })}`}
      </p>
      <View
        key={`dump ${game.open.value} ${perLine}`}
        label={t("game.asHex")}
        text={dump.text}
        class="dump"
        onSelect={(start, end) => {
          game.selected.value = dump.bytesIn(start, end);
        }}
      />
      <View
        key={`text ${game.open.value}`}
        label={t("game.asText")}
        text={text}
        class="text"
        onSelect={(start, end) => {
          game.selected.value = rangeOf(start, end, sizeBytes);
        }}
      />
      <Selected game={game} bytes={unit.bytes} />
    </section>
  );
}

interface ViewProps {
  readonly label: string;
  readonly text: string;
  readonly class: string;
  readonly onSelect: (start: number, end: number) => void;
}

/**
 * A field that nobody can write to: it is selected in by mouse, finger and keyboard, and read aloud. One that is marked
 * read-only has no caret to select from by keyboard, so this one refuses what is typed.
 */
function View({ label, text, class: kind, onSelect }: ViewProps) {
  return (
    <label class="byte-view">
      <span>{label}</span>
      <textarea
        class={kind}
        aria-readonly="true"
        inputMode="none"
        spellcheck={false}
        onBeforeInput={(event) => event.preventDefault()}
        onInput={({ currentTarget }) => {
          currentTarget.value = text;
        }}
        rows={Math.min(14, text.split("\n").length + 1)}
        wrap={kind === "dump" ? "off" : "soft"}
        aria-describedby="bytes-about"
        value={text}
        onSelect={({ currentTarget: { selectionStart, selectionEnd } }) =>
          onSelect(selectionStart, selectionEnd)
        }
      />
    </label>
  );
}

function Selected({ game, bytes }: { readonly game: Game; readonly bytes: Uint8Array }) {
  const range = game.selected.value;
  const left = MAX_MARKED_BYTES - game.markedBytes.value;
  const isTooMuch = range !== null && range.end - range.start > left;
  const isOver = game.state.value.kind === "answered";
  return (
    <div class="selected">
      <p role="status">
        {range === null ? (
          <span class="quiet">{t("game.nothingSelected")}</span>
        ) : (
          <>
            {rangeWords(range)} <code>{excerpt(bytes, range)}</code>
          </>
        )}
        {isTooMuch && <span class="unsure-text"> {t("game.tooMuch", { most: MAX_MARKED_BYTES })}</span>}
      </p>
      <p class="actions">
        <button
          type="button"
          class="main"
          disabled={range === null || isTooMuch || isOver}
          onClick={() => game.mark()}
        >
          {t("game.mark")}
        </button>
        <button type="button" disabled={range === null} onClick={() => void game.decode()}>
          {t("game.decode")}
        </button>
      </p>
      <Readings game={game} />
    </div>
  );
}

/** Readings of the selected bytes, one layer after the other. */
function Readings({ game }: { readonly game: Game }) {
  const decoded = game.decoded.value;
  if (decoded === null) return null;
  const { path, layers } = decoded;
  return (
    <div class="decoded" role="status">
      <h3>{path.length === 0 ? t("game.decoded") : t("game.decodedMore", { path: chainWords(path) })}</h3>
      <dl>
        {layers.map((layer, index) => (
          <div key={index}>
            <dt>{encodingWord(layer.name)}</dt>
            <dd>
              <code>{inline(plainTextOf(layer.bytes).replaceAll("\n", "·"))}</code>{" "}
              <button type="button" class="link" onClick={() => void game.decode(layer)}>
                {t("game.decodeMore")}
              </button>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

export function rangeWords({ start, end }: ByteRange): string {
  const hex = (offset: number) => offset.toString(16).padStart(4, "0");
  return t("game.selected", { count: end - start, from: hex(start), to: hex(end - 1) });
}

/** The beginning of a range as text. */
export function excerpt(bytes: Uint8Array, { start, end }: ByteRange): string {
  const text = plainTextOf(bytes.subarray(start, Math.min(end, start + SHOWN_CHARACTERS)));
  return `${text.replaceAll("\n", "·")}${end - start > SHOWN_CHARACTERS ? "…" : ""}`;
}

function useIsNarrow(): boolean {
  const [isNarrow, setNarrow] = useState(() => matchMedia(NARROW).matches);
  useEffect(() => {
    const query = matchMedia(NARROW);
    const follow = () => setNarrow(query.matches);
    query.addEventListener("change", follow);
    return () => query.removeEventListener("change", follow);
  }, []);
  return isNarrow;
}
