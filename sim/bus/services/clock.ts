/** A real time clock: it goes on with virtual time, also without current. */
import type { FieldValue } from "../pack.ts";
import type { Behaviour } from "./behaviour.ts";

const DAY_SECONDS = 86_400;
/** What it shows when the world begins: Monday, the 5th of January 2026, 8:30. Seconds since 1970. */
const BEGIN_SECONDS = DAY_SECONDS * dayNumber(2026, 1, 5) + 8.5 * 3_600;

export const CLOCKS: Readonly<Record<string, Behaviour>> = {
  realtimeclock: {
    lasting: true,
    memory: { setTo: BEGIN_SECONDS, setAtMicros: 0 },
    initial: {
      variant: [2],
      precision: [1],
      streaming_interval: [1_000],
      streaming_preferred_interval: [1_000],
    },
    computed: {
      local_time: (server) => {
        const gone = Math.floor((server.nowMicros - (server.memory.setAtMicros as number)) / 1e6);
        return timeOf((server.memory.setTo as number) + gone);
      },
    },
    commands: {
      set_time: (server, values) => {
        const [year, month, day, , hour, minute, second] = values.map(Number);
        server.memory.setTo = DAY_SECONDS * dayNumber(year, month, day) + 3_600 * hour + 60 * minute + second;
        server.memory.setAtMicros = server.nowMicros;
      },
    },
  },
};

/** Year, month, day, weekday (1 is Monday), hour, minute, second. */
function timeOf(seconds: number): FieldValue[] {
  const days = Math.floor(seconds / DAY_SECONDS);
  const rest = seconds - DAY_SECONDS * days;
  // The 1st of January 1970 was a Thursday.
  const weekday = ((((days + 3) % 7) + 7) % 7) + 1;
  return [...dateOf(days), weekday, Math.floor(rest / 3_600), Math.floor(rest / 60) % 60, rest % 60];
}

/** Days since 1970 of a date in the Gregorian calendar (H. Hinnant, "chrono-compatible low-level date algorithms"). */
function dayNumber(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - 400 * era;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = 365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return 146_097 * era + dayOfEra - 719_468;
}

/** Year, month and day (the same paper). */
function dateOf(days: number): [number, number, number] {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - 146_097 * era;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9);
  return [yearOfEra + 400 * era + (month <= 2 ? 1 : 0), month, day];
}
