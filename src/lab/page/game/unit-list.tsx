/** List of what was recorded: packets, requests, lines or blocks, of which one is looked into. */
import { useSignal } from "@preact/signals";
import { toLatin1 } from "../../../../sim/tape/bytes.ts";
import { inline } from "../../../report/printable.ts";
import { t } from "../language.ts";
import { seconds } from "../term-words.ts";
import type { Game } from "./game.ts";
import type { Unit, Units } from "./unit.ts";

/** Units that are shown at once. */
const SHOWN = 200;

interface Props {
  readonly game: Game;
  readonly units: Units;
}

export function UnitList({ game, units: { units, isCut } }: Props) {
  const text = useSignal("");
  const first = useSignal(0);
  const wanted = text.value.toLowerCase();
  const listed = [...units.keys()].filter(
    (index) => wanted === "" || toLatin1(units[index].bytes).toLowerCase().includes(wanted),
  );
  const from = Math.min(first.value, Math.max(0, Math.ceil(listed.length / SHOWN) - 1) * SHOWN);
  const shown = listed.slice(from, from + SHOWN);
  return (
    <section class="unit-side" aria-labelledby="units">
      <h2 id="units">{t("game.units")}</h2>
      {units.length > SHOWN && (
        <label class="unit-filter">
          {t("game.filter")}{" "}
          <input
            type="text"
            autocomplete="off"
            spellcheck={false}
            value={text}
            onInput={({ currentTarget }) => {
              text.value = currentTarget.value;
              first.value = 0;
            }}
          />
        </label>
      )}
      <fieldset class="units" aria-labelledby="units">
        {shown.map((index) => (
          <Line key={index} game={game} index={index} unit={units[index]} />
        ))}
      </fieldset>
      {listed.length > SHOWN && (
        <p class="actions">
          <button type="button" disabled={from === 0} onClick={() => (first.value = from - SHOWN)}>
            {t("game.earlier")}
          </button>
          <button
            type="button"
            disabled={from + SHOWN >= listed.length}
            onClick={() => (first.value = from + SHOWN)}
          >
            {t("game.later")}
          </button>
          <span class="quiet">
            {t("game.range", {
              from: from + 1,
              to: from + shown.length,
              all: listed.length,
            })}
          </span>
        </p>
      )}
      {isCut && <p class="note">{t("game.cut")}</p>}
    </section>
  );
}

function Line({ game, index, unit }: { readonly game: Game; readonly index: number; readonly unit: Unit }) {
  const isOpen = game.open.value === index;
  return (
    <label class={isOpen ? "unit open" : "unit"}>
      <input type="radio" name="unit" checked={isOpen} onChange={() => game.look(index)} />
      <span class="unit-name">
        {nameOf(unit)}
        {unit.atMicros !== null && <span class="quiet"> {seconds(unit.atMicros)}</span>}
      </span>{" "}
      <span class="unit-about">{inline(unit.about)}</span>
    </label>
  );
}

/** Such as `frame 12`, or `request 3, from byte 2048`. */
export function nameOf({ place: { kind, number }, start }: Unit): string {
  const shown = kind === "offset" ? `0x${(number + start).toString(16)}` : number;
  const name = t(`game.place.${kind}`, { number: shown });
  return start === 0 || kind === "offset" ? name : t("game.fromByte", { name, start });
}
