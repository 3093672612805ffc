/**
 * A Scenario is what happens to a device from power-on: a list of steps that reads like a story. It is plain
 * data, so it can be saved, made smaller and replayed; the methods are for writing one by hand.
 *
 * ```ts
 * scenario("an evening").provision().wait("30s").press("button").loseWifi("20s").wait("2m").cutPower().wait("1m")
 * ```
 */

import { TROUBLES, type Trouble } from "../net/servers.ts";
import { PAIRINGS, type Pairing } from "../pairing/pairing.ts";
import { parseDuration } from "../tape/duration.ts";

/** Virtual time as text: `500ms`, `30s`, `5m`, `24h`. */
export type Duration = string;

/** One thing that happens. */
export type Step =
  /** Time passes. Every other step happens at one moment. */
  | { readonly do: "wait"; readonly for: Duration }
  /**
   * The owner hands over a network's credentials with the phone; the home's unless `ssid` names a neighbour's. `by` says
   * in which way; without it, in the best one of those that the device offers.
   */
  | { readonly do: "provision"; readonly ssid?: string; readonly by?: Pairing }
  /** The phone calls a command of a service that the firmware offers, or reads one of its registers. */
  | {
      readonly do: "call";
      readonly service: string;
      readonly command: string;
      readonly values?: readonly (number | string | boolean)[];
    }
  | { readonly do: "ask"; readonly service: string; readonly register: string }
  /** Somebody at the USB cable reads a setting. */
  | { readonly do: "readSetting"; readonly key: string }
  /** Something on the bus is pressed, turned, set to a reading or state, emits an event, comes or goes. */
  | { readonly do: "press"; readonly what: string; readonly for?: Duration }
  | { readonly do: "turn"; readonly what: string; readonly to: number }
  | {
      readonly do: "set";
      readonly what: string;
      readonly to: number | string | boolean | readonly number[];
      readonly register?: string;
    }
  | { readonly do: "emit"; readonly what: string; readonly event: string }
  | { readonly do: "plug" | "unplug"; readonly what: string }
  /** A server answers so from now on, `times` times (default: always). */
  | {
      readonly do: "reply";
      readonly host: string;
      readonly status?: number;
      readonly body?: string;
      readonly times?: number;
    }
  /** A server is in trouble from now on; `null` puts it right. `*` stands for all. */
  | { readonly do: "trouble"; readonly host: string; readonly trouble: Trouble | null }
  /** A name leads to somebody else's address from now on. */
  | { readonly do: "poison"; readonly host: string; readonly address: string }
  /** Somebody publishes at the device's MQTT broker. */
  | { readonly do: "publish"; readonly topic: string; readonly payload: string; readonly retain?: boolean }
  /** Access points go off the air, for a while or until `restoreWifi`. */
  | { readonly do: "loseWifi"; readonly for?: Duration; readonly ssid?: string }
  | { readonly do: "restoreWifi"; readonly ssid?: string }
  /** Messages get lost on the way, this share of them (0 to 1). */
  | { readonly do: "loseMessages"; readonly share: number }
  /** The current fails: now, or during the n-th flash page written from now on, of which `tear` is still written. */
  | { readonly do: "cutPower"; readonly for?: Duration; readonly atWrite?: number; readonly tear?: number }
  /** The supply gives way again and again. */
  | { readonly do: "brownOut"; readonly times: number; readonly every: Duration }
  | { readonly do: "reset" }
  /** The owner gives the device away: it is asked to forget, then its settings are erased and it restarts. */
  | { readonly do: "factoryReset" }
  /** The same program is flashed again. */
  | { readonly do: "update" }
  /** Somebody else holds the board now and reads its flash. */
  | { readonly do: "handOver" }
  /** The device's own clock jumps ahead. */
  | { readonly do: "jumpClock"; readonly by: Duration }
  /** Garbage is collected at every allocation; memory is taken away until the next restart. */
  | { readonly do: "stressMemory" }
  | { readonly do: "holdMemory"; readonly sizeBytes: number }
  /** Frames to the device get damaged, this share of them (0 to 1). */
  | { readonly do: "noise"; readonly share: number };

/** A scenario as plain data, as it is in JSON and YAML. */
export interface ScenarioData {
  readonly name: string;
  readonly steps: readonly Step[];
}

/** A step that cannot be; `message` says which and why. */
export class BadScenario extends Error {}

/** An empty story: the device is powered on, and the owner does nothing. */
export function scenario(name: string): Scenario {
  return new Scenario(name, []);
}

export class Scenario implements ScenarioData {
  constructor(
    readonly name: string,
    readonly steps: readonly Step[],
  ) {}

  /** Checks data from a file. Throws {@link BadScenario}. */
  static from(data: unknown): Scenario {
    if (!isRecord(data) || typeof data.name !== "string" || !Array.isArray(data.steps)) {
      throw new BadScenario('a scenario has a "name" and a list of "steps"');
    }
    data.steps.forEach((step, i) => {
      const problem = stepProblem(step);
      if (problem !== null) throw new BadScenario(`step ${i + 1} of scenario "${data.name}": ${problem}`);
    });
    return new Scenario(data.name, data.steps as Step[]);
  }

  /** Microseconds from power-on to the last step. */
  get lengthMicros(): number {
    return this.steps.reduce((sum, step) => sum + (step.do === "wait" ? parseDuration(step.for)! : 0), 0);
  }

  wait(duration: Duration): Scenario {
    return this.with({ do: "wait", for: duration });
  }
  /** A network by name, or how it is handed over. */
  provision(network: string | { ssid?: string; by?: Pairing } = {}): Scenario {
    const how = typeof network === "string" ? { ssid: network } : network;
    return this.with({ do: "provision", ...how });
  }
  call(service: string, command: string, ...values: readonly (number | string | boolean)[]): Scenario {
    return this.with({ do: "call", service, command, values });
  }
  ask(service: string, register: string): Scenario {
    return this.with({ do: "ask", service, register });
  }
  readSetting(key: string): Scenario {
    return this.with({ do: "readSetting", key });
  }
  press(what: string, duration?: Duration): Scenario {
    return this.with({ do: "press", what, ...(duration !== undefined && { for: duration }) });
  }
  turn(what: string, to: number): Scenario {
    return this.with({ do: "turn", what, to });
  }
  set(what: string, to: number | string | boolean | readonly number[], register?: string): Scenario {
    return this.with({ do: "set", what, to, ...(register !== undefined && { register }) });
  }
  emit(what: string, event: string): Scenario {
    return this.with({ do: "emit", what, event });
  }
  unplug(what: string): Scenario {
    return this.with({ do: "unplug", what });
  }
  plug(what: string): Scenario {
    return this.with({ do: "plug", what });
  }
  reply(host: string, body: string, options: { status?: number; times?: number } = {}): Scenario {
    return this.with({ do: "reply", host, body, ...options });
  }
  trouble(host: string, trouble: Trouble | null): Scenario {
    return this.with({ do: "trouble", host, trouble });
  }
  poison(host: string, address: string): Scenario {
    return this.with({ do: "poison", host, address });
  }
  publish(topic: string, payload: string, retain = false): Scenario {
    return this.with({ do: "publish", topic, payload, retain });
  }
  loseWifi(duration?: Duration): Scenario {
    return this.with({ do: "loseWifi", ...(duration !== undefined && { for: duration }) });
  }
  restoreWifi(): Scenario {
    return this.with({ do: "restoreWifi" });
  }
  loseMessages(share: number): Scenario {
    return this.with({ do: "loseMessages", share });
  }
  cutPower(options: { for?: Duration; atWrite?: number; tear?: number } = {}): Scenario {
    return this.with({ do: "cutPower", ...options });
  }
  brownOut(times: number, every: Duration): Scenario {
    return this.with({ do: "brownOut", times, every });
  }
  reset(): Scenario {
    return this.with({ do: "reset" });
  }
  factoryReset(): Scenario {
    return this.with({ do: "factoryReset" });
  }
  update(): Scenario {
    return this.with({ do: "update" });
  }
  handOver(): Scenario {
    return this.with({ do: "handOver" });
  }
  jumpClock(by: Duration): Scenario {
    return this.with({ do: "jumpClock", by });
  }
  stressMemory(): Scenario {
    return this.with({ do: "stressMemory" });
  }
  holdMemory(sizeBytes: number): Scenario {
    return this.with({ do: "holdMemory", sizeBytes });
  }
  noise(share: number): Scenario {
    return this.with({ do: "noise", share });
  }

  private with(step: Step): Scenario {
    const problem = stepProblem(step);
    if (problem !== null)
      throw new BadScenario(`step ${this.steps.length + 1} of scenario "${this.name}": ${problem}`);
    return new Scenario(this.name, [...this.steps, step]);
  }
}

/** What a field of a step must be: its test and its description. */
interface Field {
  readonly is: (value: unknown) => boolean;
  readonly what: string;
  readonly optional?: true;
}

const TEXT: Field = { is: (v) => typeof v === "string" && v !== "", what: "a text" };
const ANY_TEXT: Field = { is: (v) => typeof v === "string", what: "a text" };
const TIME: Field = {
  is: (v) => typeof v === "string" && parseDuration(v) !== null,
  what: "a time such as 500ms, 30s or 5m",
};
const NUMBER: Field = { is: (v) => typeof v === "number" && Number.isFinite(v), what: "a number" };
const COUNT: Field = {
  is: (v) => Number.isSafeInteger(v) && (v as number) > 0,
  what: "a whole number above 0",
};
const SHARE: Field = { is: (v) => typeof v === "number" && v >= 0 && v <= 1, what: "a number from 0 to 1" };
const STATE: Field = {
  is: (v) =>
    ["number", "string", "boolean"].includes(typeof v) ||
    (Array.isArray(v) && v.every((n) => typeof n === "number")),
  what: "a number, text, true, false or a list of numbers",
};
const VALUES: Field = {
  is: (v) => Array.isArray(v) && v.every((item) => ["number", "string", "boolean"].includes(typeof item)),
  what: "a list of numbers, texts, true or false",
};
const TROUBLE: Field = {
  is: (v) => v === null || TROUBLES.includes(v as Trouble),
  what: `null or one of ${TROUBLES.join(", ")}`,
};
const PAIRING: Field = {
  is: (v) => PAIRINGS.includes(v as Pairing),
  what: `one of ${PAIRINGS.join(", ")}`,
};
const FLAG: Field = { is: (v) => typeof v === "boolean", what: "true or false" };

function optional(field: Field): Field {
  return { ...field, optional: true };
}

const FIELDS: Readonly<Record<Step["do"], Readonly<Record<string, Field>>>> = {
  wait: { for: TIME },
  provision: { ssid: optional(TEXT), by: optional(PAIRING) },
  call: { service: TEXT, command: TEXT, values: optional(VALUES) },
  ask: { service: TEXT, register: TEXT },
  readSetting: { key: TEXT },
  press: { what: TEXT, for: optional(TIME) },
  turn: { what: TEXT, to: NUMBER },
  set: { what: TEXT, to: STATE, register: optional(TEXT) },
  emit: { what: TEXT, event: TEXT },
  plug: { what: TEXT },
  unplug: { what: TEXT },
  reply: { host: TEXT, status: optional(COUNT), body: optional(ANY_TEXT), times: optional(COUNT) },
  trouble: { host: TEXT, trouble: TROUBLE },
  poison: { host: TEXT, address: TEXT },
  publish: { topic: TEXT, payload: ANY_TEXT, retain: optional(FLAG) },
  loseWifi: { for: optional(TIME), ssid: optional(TEXT) },
  restoreWifi: { ssid: optional(TEXT) },
  loseMessages: { share: SHARE },
  cutPower: { for: optional(TIME), atWrite: optional(COUNT), tear: optional(SHARE) },
  brownOut: { times: COUNT, every: TIME },
  reset: {},
  factoryReset: {},
  update: {},
  handOver: {},
  jumpClock: { by: TIME },
  stressMemory: {},
  holdMemory: { sizeBytes: COUNT },
  noise: { share: SHARE },
};

/** Names of all steps. */
export const STEPS: readonly string[] = Object.keys(FIELDS);

/** What is wrong with a step, in words; null when nothing is. */
function stepProblem(step: unknown): string | null {
  if (!isRecord(step) || typeof step.do !== "string") return 'it has no "do"';
  if (!Object.hasOwn(FIELDS, step.do)) return `there is no "${step.do}"; steps are ${STEPS.join(", ")}`;
  const fields = FIELDS[step.do as Step["do"]];
  for (const [name, field] of Object.entries(fields)) {
    const value = step[name];
    if (value === undefined ? field.optional !== true : !field.is(value))
      return `"${name}" of "${step.do}" must be ${field.what}`;
  }
  const unknown = Object.keys(step).find((name) => name !== "do" && !Object.hasOwn(fields, name));
  return unknown === undefined ? null : `"${step.do}" has no "${unknown}"`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
