/**
 * Behaviour of a service beyond holding registers: the interface that the services in this folder
 * fill in.
 */
import type { ServiceSpec } from "../../device/image.ts";
import type { BadScenario } from "../../engine/bad-scenario.ts";
import type { Random } from "../../engine/random.ts";
import type { FieldValue } from "../pack.ts";
import type { Drift } from "./drift.ts";

/** Action of a scenario on a peer. */
export type PeerAction =
  /** A person presses it; `key` says which one, where there are several. */
  | { readonly do: "press"; readonly key?: number | string; readonly forMicros?: number }
  /** A person turns a knob, to a position in the reading's own unit. */
  | { readonly do: "turn"; readonly to: number }
  /** The world changes a register: the reading, unless another one is named. A sensor no longer drifts then. */
  | { readonly do: "set"; readonly register?: string; readonly to: ActionValue }
  | { readonly do: "emit"; readonly event: string; readonly values?: readonly ActionValue[] }
  /** A sensor goes on reading what it reads now. */
  | { readonly do: "stick" }
  | { readonly do: "unplug" }
  | { readonly do: "plug" };

export type ActionValue = number | string | boolean | readonly number[];

/** The actions that only some services understand. */
export type PressAction = Extract<PeerAction, { do: "press" }>;
export type TurnAction = Extract<PeerAction, { do: "turn" }>;

/** A command that the device sent. */
export interface Cause {
  readonly data: Uint8Array;
  /** Position in the firmware that sent the command. */
  readonly pcs: readonly number[] | null;
}

/** While this register is zero, nobody sees changes of the others; or they see zeros, as on a motor that stops. */
export interface Gate {
  readonly register: string;
  readonly whenZero: "unseen" | "zero";
}

/** Plain data, so that a world can be forked. */
export type Memory = Record<string, unknown>;

/** A service on the bus, as its behaviour sees it. Registers must be in the specification. */
export interface Service {
  readonly spec: ServiceSpec;
  /** Memory of the behaviour between messages. */
  memory: Memory;
  /** Tells this peer's noise from another one's. */
  readonly key: number;
  readonly nowMicros: number;
  /** A register's values. */
  values(register: string): FieldValue[];
  /** The first value of a register, as a number. */
  number(register: string): number;
  /** Sets a register without further effect. */
  set(register: string, values: readonly FieldValue[]): void;
  /** Sets a register to what the world says: from now on it neither drifts nor is computed. */
  fix(register: string, values: readonly FieldValue[]): void;
  /** Undoes {@link fix}. */
  release(register: string): void;
  /** Sends an event; one that the specification does not have is left out. */
  emit(event: string, values?: readonly FieldValue[]): void;
  /** Answers a command. */
  reply(command: string, values: readonly FieldValue[]): void;
  /** Plans a message for the behaviour's `due`. */
  later(micros: number, message: Memory): void;
  /** Somebody in the room sees, hears or feels what an actuator does. */
  notice(kind: string, payload: Uint8Array, pcs: readonly number[] | null): void;
  /** Random numbers of this peer's own. */
  random(purpose: string): Random;
  /** The error that a scenario wants something which this peer does not have: `cannot("be pressed")`. */
  cannot(what: string): BadScenario;
}

/**
 * Registers, commands and events go by their names in the service's specification. The functions are constants of
 * their module; what they remember is in `server.memory`, what they plan is a message to `due`.
 */
export interface Behaviour {
  /** Registers at power-on, where the specification's defaults and typical ranges do not say it well. */
  readonly initial?: Readonly<Record<string, readonly FieldValue[]>>;
  /** The memory at power-on. */
  readonly memory?: Readonly<Memory>;
  /** Drift of the reading while nobody sets it. */
  readonly drift?: Drift;
  /** Registers and commands whose effect a person in the room sees, hears or feels. */
  readonly noticed?: readonly string[];
  /** Switches what a person notices on and off. */
  readonly gate?: Gate;
  /** Registers that are computed when they are read. */
  readonly computed?: Readonly<Record<string, (server: Service) => readonly FieldValue[]>>;
  /** A register was written by the device, or set by a scenario. */
  readonly changed?: Readonly<Record<string, (server: Service, cause: Cause | null) => void>>;
  readonly commands?: Readonly<
    Record<string, (server: Service, values: readonly FieldValue[], cause: Cause) => void>
  >;
  readonly press?: (server: Service, action: PressAction) => void;
  readonly turn?: (server: Service, action: TurnAction) => void;
  /** A message that the server sent to itself is due. */
  readonly due?: (server: Service, message: Readonly<Memory>) => void;
}
