/** Faults that a safety rule can name, by their words: `reset`, `unplug temperature`, `set temperature 130`. */
import type { Step } from "../../../sim/home/scenario.ts";
import { parseDuration } from "../../../sim/tape/duration.ts";

/** A fault, as steps of a scenario. */
export interface Fault {
  /** As the rule says it. */
  readonly text: string;
  /** None where nothing has to go wrong: the actuator is on, and that is all. */
  readonly step: Step | null;
}

/** Problem of a text that should be a fault. */
export type FaultProblem =
  | { readonly kind: "unknown"; readonly word: string }
  /** `wanted` is how it is written, such as `unplug temperature`. */
  | { readonly kind: "form"; readonly wanted: string };

interface FaultKind {
  /** Its form, with examples in place of names. */
  readonly form: string;
  readonly about: string;
  /** Null where the words after the verb are not of its form. */
  readonly stepOf: (words: string) => Step | null | "bad form";
  /** Time from the step until firmware can act, microseconds. */
  readonly lastsMicros: (step: Step) => number;
}

/** The runtime is asked to forget for so long before its settings are erased (sim/home/verbs/owner.ts). */
const FORGETTING_MICROS = 2_000_000;
/** A power cut whose length nobody says. */
const POWER_CUT_MICROS = 2_000_000;
const BROWN_OUT = { do: "brownOut", times: 3, every: "400ms" } as const;

const atOnce = () => 0;
const alone = (form: string, step: Step, about: string, lastsMicros: FaultKind["lastsMicros"] = atOnce) => ({
  ...{ form, about, lastsMicros },
  stepOf: (words: string) => (words === "" ? step : "bad form"),
});
const ofPart = (verb: "unplug" | "plug" | "stick", about: string): FaultKind => ({
  ...{ form: `${verb} temperature`, about, lastsMicros: atOnce },
  stepOf: (what) => (what === "" ? "bad form" : { do: verb, what }),
});

/** By the word that they begin with. */
export const FAULTS: Readonly<Record<string, FaultKind>> = {
  on: {
    form: "on",
    about: "nothing goes wrong: time counts from the moment at which it is switched on",
    stepOf: (words) => (words === "" ? null : "bad form"),
    lastsMicros: atOnce,
  },
  reset: alone("reset", { do: "reset" }, "the board restarts"),
  cutPower: alone(
    "cutPower",
    { do: "cutPower" },
    "the board loses its power; time counts from its return",
    (step) => {
      const duration = step.do === "cutPower" ? step.for : undefined;
      return duration === undefined ? POWER_CUT_MICROS : parseDuration(duration)!;
    },
  ),
  brownOut: alone(
    "brownOut",
    BROWN_OUT,
    "the supply gives way three times; time counts from the last",
    (step) => (step.do === "brownOut" ? (step.times - 1) * parseDuration(step.every)! : 0),
  ),
  update: alone("update", { do: "update" }, "the same program is flashed again"),
  factoryReset: alone(
    "factoryReset",
    { do: "factoryReset" },
    "the owner gives the device away; time counts from the erasure of its settings",
    () => FORGETTING_MICROS,
  ),
  loseWifi: alone("loseWifi", { do: "loseWifi" }, "the home's access point goes off the air"),
  unplug: ofPart("unplug", "a module on the bus goes"),
  plug: ofPart("plug", "a module that was gone comes back"),
  stick: ofPart("stick", "a sensor goes on reading what it reads now"),
  set: {
    form: "set temperature 130",
    about: "a sensor reads this",
    stepOf: (words) => {
      const [, what, to] = /^(\S.*) (-?\d+(?:\.\d+)?)$/.exec(words) ?? [];
      return what === undefined ? "bad form" : { do: "set", what, to: Number(to) };
    },
    lastsMicros: atOnce,
  },
};

export function faultOf(text: string): Fault | FaultProblem {
  const [verb, ...rest] = text.split(" ");
  if (!Object.hasOwn(FAULTS, verb)) return { kind: "unknown", word: verb };
  const step = FAULTS[verb].stepOf(rest.join(" "));
  return step === "bad form" ? { kind: "form", wanted: FAULTS[verb].form } : { text, step };
}

export function isFault(fault: Fault | FaultProblem): fault is Fault {
  return "text" in fault;
}

/** Part of the home that a fault is about; null for the board itself. */
export function partOf({ step }: Fault): string | null {
  return step !== null && "what" in step ? step.what : null;
}

/** True if a step of a scenario is this fault. */
export function isThat({ step: own }: Fault, step: Step): boolean {
  if (own === null || own.do !== step.do) return false;
  if (step.do === "cutPower" && step.atWrite !== undefined) return false;
  if (own.do === "set" && step.do === "set")
    return isSamePart(own.what, step.what) && own.to === step.to && step.register === undefined;
  return !("what" in own) || ("what" in step && isSamePart(own.what, step.what));
}

/** Time from the step until firmware can act, microseconds. */
export function lastsMicros(step: Step): number {
  return FAULTS[step.do]?.lastsMicros(step) ?? 0;
}

/** Names of parts are written in several ways: `dcCurrentMeasurement`, `DC current measurement`. */
export function isSamePart(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, "");
}
