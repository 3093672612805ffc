/**
 * All verbs of a scenario, by name. A new one is a definition in this folder and an entry here: steps, their checks, the
 * builder's methods, the director and the reference follow.
 */
import {
  BROWN_OUT,
  CHANCE,
  CUT_POWER,
  HOLD_MEMORY,
  JUMP_CLOCK,
  NOISE,
  RESET,
  STRESS_MEMORY,
  UPDATE,
} from "./board.ts";
import type { Field } from "./fields.ts";
import {
  ASK,
  CALL,
  FACTORY_RESET,
  FORGET,
  HAND_OVER,
  PROVISION,
  READ_SETTING,
  WRITE,
  WRITE_SETTING,
} from "./owner.ts";
import { EFFECT, EMIT, PLUG, PRESS, SET, STICK, TURN, UNPLUG } from "./peers.ts";
import { CLOUD_MESSAGE, POISON, PUBLISH, REPLY, TROUBLE } from "./servers.ts";
import type { Verb } from "./verb.ts";
import { WAIT } from "./wait.ts";
import { LOSE_MESSAGES, LOSE_WIFI, NEIGHBOUR, RESTORE_WIFI, SIGNAL } from "./wifi.ts";

export const VERBS = {
  wait: WAIT,
  provision: PROVISION,
  call: CALL,
  ask: ASK,
  write: WRITE,
  readSetting: READ_SETTING,
  writeSetting: WRITE_SETTING,
  press: PRESS,
  turn: TURN,
  set: SET,
  emit: EMIT,
  plug: PLUG,
  unplug: UNPLUG,
  stick: STICK,
  effect: EFFECT,
  reply: REPLY,
  trouble: TROUBLE,
  poison: POISON,
  publish: PUBLISH,
  cloudMessage: CLOUD_MESSAGE,
  loseWifi: LOSE_WIFI,
  restoreWifi: RESTORE_WIFI,
  signal: SIGNAL,
  neighbour: NEIGHBOUR,
  cutPower: CUT_POWER,
  brownOut: BROWN_OUT,
  reset: RESET,
  forget: FORGET,
  factoryReset: FACTORY_RESET,
  update: UPDATE,
  handOver: HAND_OVER,
  jumpClock: JUMP_CLOCK,
  stressMemory: STRESS_MEMORY,
  holdMemory: HOLD_MEMORY,
  chance: CHANCE,
  loseMessages: LOSE_MESSAGES,
  noise: NOISE,
};

export type VerbName = keyof typeof VERBS;

/** One thing that happens. */
export type Step = { [Name in VerbName]: { readonly do: Name } & DetailsOf<Name> }[VerbName];

type DetailsOf<Name extends VerbName> = ReturnType<(typeof VERBS)[Name]["write"]>;

/** Names of all verbs. */
export const VERB_NAMES = Object.keys(VERBS) as readonly VerbName[];

/** Steps that the trigger search tries with any firmware. */
export const TRIED_STEPS: readonly Step[] = VERB_NAMES.flatMap((name) => {
  const { isTried } = VERBS[name] as Verb<object, never[]>;
  return typeof isTried === "boolean" ? [] : isTried.map((details) => ({ do: name, ...details }) as Step);
});

/** The verb of a step, for the details of that step. */
export function verbOf(step: Step): Verb<object, never[]> {
  // Each verb takes the details of its own steps: TypeScript cannot follow that from the name to both.
  return VERBS[step.do] as unknown as Verb<object, never[]>;
}

/** Problem of a step. */
export type StepProblem =
  | { readonly kind: "no verb" }
  | { readonly kind: "unknown verb"; readonly verb: string }
  /** `wanted` is what the field must be, in words. */
  | { readonly kind: "bad field"; readonly verb: string; readonly field: string; readonly wanted: string }
  | { readonly kind: "unknown field"; readonly verb: string; readonly field: string };

/** Null when it has none. */
export function stepProblem(step: unknown): StepProblem | null {
  if (!isRecord(step) || typeof step.do !== "string") return { kind: "no verb" };
  const verb = step.do;
  if (!Object.hasOwn(VERBS, verb)) return { kind: "unknown verb", verb };
  const fields = fieldsOf(verb as VerbName);
  for (const [name, field] of Object.entries(fields)) {
    const value = step[name];
    if (value === undefined ? !field.isOptional : !field.is(value))
      return { kind: "bad field", verb, field: name, wanted: field.what };
  }
  const unknown = Object.keys(step).find((name) => name !== "do" && !Object.hasOwn(fields, name));
  return unknown === undefined ? null : { kind: "unknown field", verb, field: unknown };
}

export function stepProblemText(problem: StepProblem): string {
  switch (problem.kind) {
    case "no verb":
      return 'it has no "do"';
    case "unknown verb":
      return `there is no "${problem.verb}"; steps are ${VERB_NAMES.join(", ")}`;
    case "bad field":
      return `"${problem.field}" of "${problem.verb}" must be ${problem.wanted}`;
    case "unknown field":
      return `"${problem.verb}" has no "${problem.field}"`;
  }
}

/** Tests of a verb's fields, by name. */
export function fieldsOf(name: VerbName): Readonly<Record<string, Field>> {
  return VERBS[name].fields as Readonly<Record<string, Field>>;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
