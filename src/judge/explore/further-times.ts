/** Plays in which something happens again, or goes on, so that firmware that counts has counted far enough. */
import type { Step } from "../../../sim/home/scenario.ts";
import { formatDuration, MAX_DURATION_MICROS, parseDuration } from "../../../sim/tape/duration.ts";
import type { Run } from "../subject.ts";
import { countsIn } from "./counting.ts";
import { LONG, type Play } from "./play.ts";

/** Steps that may be counted. */
const REPEATABLE: readonly Step["do"][] = [
  ...(["press", "emit", "turn", "publish", "cloudMessage", "call", "write"] as const),
  ...(["reset", "cutPower", "loseWifi"] as const),
];
/** Further times that something happens, and virtual time of a play: what takes longer is done by a jump of the clock. */
const MAX_REPEATS = 60;
const MAX_PLAY_MICROS = 40 * 60e6;
/** Rounds in which firmware that counts replies does so more than once. */
const ROUNDS_COUNTED = 3;
/** Time that firmware has after a server was asked. */
const AFTER_REPLY_MICROS = 2e6;

export interface FurtherTime {
  /** The same for plays of which one is enough; null for one that is always worth it. */
  readonly key: string | null;
  readonly next: Play;
}

/**
 * Plays that bring two numbers which firmware compared nearer to each other. `usual`: how far apart they are when it is left
 * alone, by the place of the comparison.
 */
export function furtherTimes(play: Play, run: Run, usual: ReadonlyMap<number, number>): FurtherTime[] {
  const events = play.steps.filter((step) => step.do !== "wait").length;
  const last = play.steps.findLast((step) => step.do !== "wait");
  const isRepeatable = last !== undefined && REPEATABLE.includes(last.do);
  const further: FurtherTime[] = [];
  // A client that got two messages at once handles the second when the next one comes, and so on.
  if (last?.do === "publish" && run.insights.length === 0)
    further.push({ key: null, next: repeated(play, last, 1) });
  for (const { own, gap, asked, everyMicros, left } of countsIn(run.insights)) {
    if (gap === usual.get(own.pc)) continue;
    const plan = (next: Play, what: string) => further.push({ key: `${own.pc} ${what}`, next });
    if (asked === 1 && isRepeatable) plan(repeated(play, last, 1), `twice ${JSON.stringify(last)}`);
    // A server answers so from then on: firmware that comes again counts.
    if (asked === 1 && last?.do === "reply") {
      const watch = formatDuration(Math.min(ROUNDS_COUNTED * parseDuration(play.watch)!, MAX_PLAY_MICROS));
      plan({ ...play, watch }, `again ${JSON.stringify(last)}`);
    }
    if (left === null) continue;
    if (isRepeatable && asked <= events && left <= MAX_REPEATS)
      plan(repeated(play, last, left), `${left} ${JSON.stringify(last)}`);
    const micros = parseDuration(play.watch)! + left * everyMicros + AFTER_REPLY_MICROS;
    if (micros <= MAX_PLAY_MICROS) {
      plan({ ...play, watch: formatDuration(micros) }, `wait ${JSON.stringify(play.steps)}`);
    } else if (left * everyMicros < MAX_DURATION_MICROS) {
      const by = formatDuration(left * everyMicros);
      plan({ ...play, steps: [...play.steps, { do: "jumpClock", by }], watch: LONG }, `jump ${by}`);
    }
  }
  return further;
}

/** The same, and its last event some more times, with time for the firmware in between. */
function repeated(play: Play, last: Step, times: number): Play {
  const isRestart = last.do === "reset" || last.do === "cutPower";
  const pause: Step = { do: "wait", for: isRestart ? "6s" : last.do === "loseWifi" ? "15s" : "700ms" };
  const more = Array.from({ length: times }, () => [pause, last]).flat();
  return { ...play, steps: [...play.steps, ...more, pause] };
}
