/** What a service does beyond holding registers: the interface that the services in this folder fill in. */
import type { FieldValue } from "../pack.ts";
import type { ServiceServer } from "../service.ts";
import type { Drift } from "./drift.ts";

/** What a scenario does to a peer. */
export type PeerAction =
  /** A person presses it; `key` says which one, where there are several. */
  | { readonly do: "press"; readonly key?: number | string; readonly forMicros?: number }
  /** A person turns a knob, to a position in the reading's own unit. */
  | { readonly do: "turn"; readonly to: number }
  /** The world changes a register: the reading, unless another one is named. A sensor no longer drifts then. */
  | { readonly do: "set"; readonly register?: string; readonly to: ActionValue }
  | { readonly do: "emit"; readonly event: string; readonly values?: readonly ActionValue[] }
  | { readonly do: "unplug" }
  | { readonly do: "plug" };

export type ActionValue = number | string | boolean | readonly number[];

/** The actions that only some services understand. */
export type PressAction = Extract<PeerAction, { do: "press" }>;
export type TurnAction = Extract<PeerAction, { do: "turn" }>;

/** A command that the device sent. */
export interface Cause {
  readonly data: Uint8Array;
  /** Where firmware sent it. */
  readonly pcs: readonly number[] | null;
}

/** While this register is zero, nobody sees changes of the others; or they see zeros, as on a motor that stops. */
export interface Gate {
  readonly register: string;
  readonly whenZero: "unseen" | "zero";
}

/** Plain data, so that a world can be forked. */
export type Memory = Record<string, unknown>;

/**
 * Registers, commands and events go by their names in the service's specification. The functions are constants of
 * their module; what they remember is in `server.memory`, what they plan is a message to `due`.
 */
export interface Behaviour {
  /** Registers at power-on, where the specification's defaults and typical ranges do not say it well. */
  readonly initial?: Readonly<Record<string, readonly FieldValue[]>>;
  /** The memory at power-on. */
  readonly memory?: Readonly<Memory>;
  /** How the reading moves while nobody sets it. */
  readonly drift?: Drift;
  /** Registers and commands whose effect a person in the room sees, hears or feels. */
  readonly noticed?: readonly string[];
  /** Switches what a person notices on and off. */
  readonly gate?: Gate;
  /** Registers that are computed when they are read. */
  readonly computed?: Readonly<Record<string, (server: ServiceServer) => readonly FieldValue[]>>;
  /** A register was written by the device, or set by a scenario. */
  readonly changed?: Readonly<Record<string, (server: ServiceServer, cause: Cause | null) => void>>;
  readonly commands?: Readonly<
    Record<string, (server: ServiceServer, values: readonly FieldValue[], cause: Cause) => void>
  >;
  readonly press?: (server: ServiceServer, action: PressAction) => void;
  readonly turn?: (server: ServiceServer, action: TurnAction) => void;
  /** A message that the server sent to itself is due. */
  readonly due?: (server: ServiceServer, message: Readonly<Memory>) => void;
}
