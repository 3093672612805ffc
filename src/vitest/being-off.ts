/** Being off: what the matcher `toBeOff` asks of an actuator, now or after each fault of a test. */
import { parseDuration } from "../../sim/tape/duration.ts";
import { didYouMean } from "../closest.ts";
import { type Fault, faultOf, isFault, isSamePart } from "../judge/safety/fault.ts";
import { spells } from "../judge/safety/switching.ts";
import { faultTrials } from "../judge/safety/trials.ts";
import { formatSeconds } from "../report/words.ts";
import { faultComplaint } from "../subjects/fault-complaint.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import type { Episode } from "./episode.ts";

/** Time that an actuator has, and the fault from which it counts. */
export interface AfterFault {
  /** Such as `5s`. */
  readonly within: string;
  /** As in a safety rule of a policy: `reset`, `unplug temperature`. */
  readonly of: string;
}

export interface Being {
  readonly isOff: boolean;
  /** Reason that neither can be said; null when there is none. */
  readonly doubt: string | null;
  /** Moment and line of what is on; null where nothing is. */
  readonly remark: string | null;
}

/** Throws a UserError for words that make no sense. */
export function being(episode: Episode, actuator: string, after: AfterFault | undefined): Being {
  const { run } = episode.observed[0];
  const parts = run.reactsTo.peers.map(({ name }) => name);
  if (!parts.some((part) => isSamePart(part, actuator)))
    throw wrong(
      `the firmware uses no "${actuator}". It uses: ${parts.join(", ") || "nothing"}.${didYouMean(actuator, parts)}`,
    );
  const doubt = episode.failure;
  if (after === undefined) {
    const last = spells(run.tape, actuator).at(-1);
    const isOff = last === undefined || last.toMicros !== null;
    const since = isOff ? null : `on since ${formatSeconds(last.fromMicros)} after power-on`;
    return { isOff, doubt, remark: since };
  }
  const fault = faultNamed(after);
  const rule = { actuator, offWithin: after.within, of: [after.of] };
  const trials = faultTrials(rule, [fault], episode.scenario, run);
  const late = trials.find(({ breach }) => breach !== null)?.breach;
  if (late != null) {
    const { onMicros, faultMicros, source } = late;
    const line = source === null ? "" : `, switched on at ${source.file}:${source.line}`;
    return { isOff: false, doubt, remark: `on ${formatSeconds(onMicros - faultMicros)} after it${line}` };
  }
  const isTried = trials.some(({ whileOn }) => whileOn);
  const untried =
    trials.length === 0
      ? `the test did not do "${after.of}", or did not wait for ${after.within} after it`
      : `${actuator} was not on at "${after.of}"`;
  return { isOff: true, doubt: doubt ?? (isTried ? null : untried), remark: null };
}

function faultNamed({ within, of: text, ...others }: AfterFault): Fault {
  const [other] = Object.keys(others);
  if (other !== undefined) throw wrong(`there is no option "${other}". There are: within, of.`);
  if (typeof within !== "string" || parseDuration(within) === null)
    throw wrong(`"within" is a time such as 500ms, 5s or 5m.`);
  const fault = faultOf(`${text}`);
  if (isFault(fault)) return fault;
  throw wrong(faultComplaint(`${text}`, fault));
}

function wrong(complaint: string): UserError {
  return new UserError(`toBeOff: ${complaint}`, EXIT_USAGE);
}
