/** Things that happen to what is on the bus: it is pressed, turned or set, emits an event, comes or goes. */
import {
  type Duration,
  micros,
  NUMBER,
  optional,
  POSITIVE,
  STATE,
  STATES,
  type State,
  TEXT,
  TIME,
} from "./fields.ts";
import { verb } from "./verb.ts";

type Press = {
  readonly what: string;
  readonly for?: Duration;
};

export const PRESS = verb({
  about: "something on the bus is pressed: by service name, `button 2` for the second one",
  fields: { what: TEXT, for: optional(TIME) },
  write: (what: string, duration?: Duration): Press => ({
    what,
    ...(duration !== undefined && { for: duration }),
  }),
  isTried: true,
  happen: ({ bus }, { what, for: duration }) =>
    bus.drive(what, { do: "press", ...(duration !== undefined && { forMicros: micros(duration) }) }),
});

type Turn = {
  readonly what: string;
  readonly to: number;
};

export const TURN = verb({
  about: "something on the bus is turned to a position",
  fields: { what: TEXT, to: NUMBER },
  write: (what: string, to: number): Turn => ({ what, to }),
  isTried: false,
  happen: ({ bus }, { what, to }) => bus.drive(what, { do: "turn", to }),
});

type Set = {
  readonly what: string;
  readonly to: State;
  readonly register?: string;
};

export const SET = verb({
  about: "something on the bus gets a reading or state, or that of another `register`",
  fields: { what: TEXT, to: STATE, register: optional(TEXT) },
  write: (what: string, to: State, register?: string): Set => ({
    what,
    to,
    ...(register !== undefined && { register }),
  }),
  isTried: true,
  happen: ({ bus }, { what, to, register }) =>
    bus.drive(what, { do: "set", to, ...(register !== undefined && { register }) }),
});

type Emit = {
  readonly what: string;
  readonly event: string;
  readonly values?: readonly State[];
};

export const EMIT = verb({
  about: "something on the bus emits an event, with `values` for its fields",
  fields: { what: TEXT, event: TEXT, values: optional(STATES) },
  write: (what: string, event: string, ...values: readonly State[]): Emit => ({
    what,
    event,
    ...(values.length > 0 && { values }),
  }),
  isTried: true,
  happen: ({ bus }, { what, event, values }) =>
    bus.drive(what, { do: "emit", event, ...(values !== undefined && { values }) }),
});

type Named = {
  readonly what: string;
};

export const PLUG = verb({
  about: "something on the bus comes back",
  fields: { what: TEXT },
  write: (what: string): Named => ({ what }),
  isTried: true,
  happen: ({ bus }, { what }) => bus.drive(what, { do: "plug" }),
});

export const UNPLUG = verb({
  about: "something on the bus goes",
  fields: { what: TEXT },
  write: (what: string): Named => ({ what }),
  isTried: true,
  happen: ({ bus }, { what }) => bus.drive(what, { do: "unplug" }),
});

export const STICK = verb({
  about: "a sensor on the bus goes on reading what it reads now",
  fields: { what: TEXT },
  write: (what: string): Named => ({ what }),
  isTried: false,
  happen: ({ bus }, { what }) => bus.drive(what, { do: "stick" }),
});

type EffectDetails = {
  readonly actuator: string;
  readonly sensor: string;
  readonly to: number;
  readonly perMinute: number;
};

export const EFFECT = verb({
  about:
    "from now on an actuator that is on moves what a sensor reads towards a value, so much a minute; while it is off, the reading goes back at a tenth of that speed",
  fields: { actuator: TEXT, sensor: TEXT, to: NUMBER, perMinute: POSITIVE },
  write: (
    actuator: string,
    sensor: string,
    how: { readonly to: number; readonly perMinute: number },
  ): EffectDetails => ({ actuator, sensor, ...how }),
  isTried: false,
  happen: ({ bus }, { actuator, sensor, to, perMinute }) => bus.effect({ actuator, sensor, to, perMinute }),
});
