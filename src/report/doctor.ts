/** Result of `tightlip doctor` in words, a line each. Pure function of the result. */
import type { Colors } from "picocolors/types.js";
import type { Symptom } from "../setup/doctor.ts";
import { printable } from "./printable.ts";

const MARKS = { ok: "✔", missing: "·", problem: "✖" } as const;
const COLORS = { ok: "green", missing: "dim", problem: "red" } as const;
const WIDTH = 14;

export function symptomsText(symptoms: readonly Symptom[], colors: Colors): string {
  return symptoms
    .map(
      ({ about, state, says }) =>
        `${colors[COLORS[state]](MARKS[state])} ${about.padEnd(WIDTH)}${printable(says)}\n`,
    )
    .join("");
}
