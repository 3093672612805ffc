/** The real-time clock: wall time of the simulated home. */
import type { FieldValue } from "../pack.ts";
import type { Behaviour, Service } from "./behaviour.ts";

const SECONDS_A_DAY = 86_400;
/** The world begins on Monday, 5 January 2026, at 8:30; seconds since 1 January 1970. */
const BEGIN_SECONDS = 20_458 * SECONDS_A_DAY + (8 * 60 + 30) * 60;

/** Year, month, day, day of the week (Monday is 1), hour, minute, second. */
export function calendar(seconds: number): number[] {
  const days = Math.floor(seconds / SECONDS_A_DAY);
  const time = seconds - days * SECONDS_A_DAY;
  // 1 January 1970 was a Thursday.
  const weekday = ((((days + 3) % 7) + 7) % 7) + 1;
  return [
    ...civilFromDays(days),
    weekday,
    Math.floor(time / 3600),
    Math.floor(time / 60) % 60,
    Math.floor(time % 60),
  ];
}

/** The inverse of {@link calendar}. */
export function secondsOf([year, month, day, , hour, minute, second]: readonly number[]): number {
  return daysFromCivil(year, month, day) * SECONDS_A_DAY + hour * 3600 + minute * 60 + second;
}

/** H. Hinnant, "chrono-Compatible Low-Level Date Algorithms": years begin in March, eras have 400 years. */
function civilFromDays(days: number): [year: number, month: number, day: number] {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day];
}

function daysFromCivil(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

const clock: Behaviour = {
  initial: {
    precision: [5],
    variant: [2],
    streaming_interval: [1_000],
    streaming_preferred_interval: [1_000],
  },
  memory: { aheadSeconds: 0 },
  computed: { local_time: (server) => calendar(secondsNow(server)) },
  commands: { set_time: (server, values) => setTo(server, values) },
  changed: {
    // Whoever sets the clock by hand: it goes on from there.
    local_time: (server) => setTo(server, server.values("local_time")),
  },
};

function secondsNow(server: Service): number {
  return BEGIN_SECONDS + server.nowMicros / 1_000_000 + Number(server.memory.aheadSeconds);
}

function setTo(server: Service, values: readonly FieldValue[]): void {
  server.release("local_time");
  const wanted = secondsOf(values.map(Number));
  server.memory.aheadSeconds = Number(server.memory.aheadSeconds) + wanted - secondsNow(server);
}

export const CLOCKS: Readonly<Record<string, Behaviour>> = { realtimeclock: clock };
