/**
 * Budget of one run, which ends when it is spent, so that no firmware can hang or exhaust the host.
 */

/** Least virtual time that one turn of the device takes, microseconds: a device that never sleeps still ages. */
export const MIN_TURN_MICROS = 100;
/** Units of work (metering.ts) in one turn: at 240 MHz some seconds, after which a board's watchdog restarts it. */
export const MAX_TURN_WORK = 500_000_000;
/**
 * Units of work in one run: to begin with, and for each virtual second. A board does some 140 million a second when it
 * computes all the time; a kettle needs 750,000 a second of its day.
 */
export const RUN_WORK = { atOnce: 1_500_000_000, eachSecond: 20_000_000 };
/** Events on the tape: to begin with, for each virtual second, and in all (a day of a busy appliance). */
export const TAPE_EVENTS = { atOnce: 100_000, eachSecond: 2_000, inAll: 6_000_000 };
/** Payload bytes on the tape. */
export const MAX_TAPE_BYTES = 128 * 1024 * 1024;
/** Restarts that the device does by itself. Restarts that a scenario causes do not count. */
export const MAX_RESETS = 24;
/** Restarts within one virtual second that count as a loop. */
export const MAX_RESETS_AT_ONCE = 4;
/** Flash writes. A stock settings page wears out after some 100,000 erasures. */
export const MAX_FLASH_WRITES = 20_000;
/** Panics, each followed by a restart of the program. */
export const MAX_PANICS = 12;
/**
 * Limits of what firmware can make its peers remember and repeat. Whatever they remember came over the bus or the network
 * and so is on the tape, which bounds it; these are for what costs a peer more than the tape shows. A server that meets
 * one closes the connection, as real ones do.
 */
/** Head of an HTTP request, bytes: that of Node's own server. */
export const MAX_REQUEST_HEAD_BYTES = 16 * 1024;
/** A request that does not say how long it is: each of its pieces has it read from the start. */
export const MAX_CHUNKED_REQUEST_BYTES = 16 * 1024;
/** Subscriptions of a session at an MQTT broker, messages that it retains, and their bytes. */
export const BROKER = { subscriptions: 200, retained: 200, retainedBytes: 256 * 1024 };
/** Bytes that a server has on the way to the device. */
export const MAX_UNDERWAY_BYTES = 4 * 1024 * 1024;
/** Bytes that a simulated server keeps of one unfinished request. */
export const MAX_REQUEST_BYTES = 16 * 1024 * 1024;

/**
 * Work that several runs may do together, such as those of one check. Runs that share one count down in the order in
 * which they are made, so that it ends at the same place each time.
 */
export class WorkBudget {
  /** Negative once more was done than may be. */
  leftUnits: number;

  constructor(units: number) {
    this.leftUnits = units;
  }

  get isSpent(): boolean {
    return this.leftUnits < 0;
  }

  /** Throws {@link BudgetSpent} when there is not as much left. */
  spend(units: number): void {
    this.leftUnits -= units;
    if (this.leftUnits < 0) throw new BudgetSpent("computesTooMuch");
  }
}

/**
 * Units of work in all runs of one check: to begin with, for each virtual second of its scenarios, and for each scenario
 * that a search tries. A check of the appliances of this repository needs 1 to 54 thousand million; a computer of 2020
 * does about a thousand million a second.
 */
export const CHECK_WORK = { atOnce: 80e9, eachSecond: 50e6, eachTry: 400e6 };

/** Work that one run may have done by a moment, microseconds after its start. */
export function runWorkUntil(atMicros: number): number {
  return RUN_WORK.atOnce + (RUN_WORK.eachSecond * atMicros) / 1e6;
}

/** Reasons for which a run is ended early, in words for the report. */
export const SPENT = {
  computesTooMuch: "the device computes too much",
  computesForever: "the device computes without end",
  sends: "the device sends without end",
  assertion: "the DeviceScript runtime stopped at an assertion of its own",
  resets: "the device resets in a loop",
  writes: "the device writes to its flash without end",
  panics: "the program panics over and over",
} as const;

/** The run was ended early; `message` says what was spent. */
export class BudgetSpent extends Error {
  constructor(what: keyof typeof SPENT) {
    super(SPENT[what]);
  }
}
