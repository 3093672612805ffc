/** Natives: functions of the runtime, each with a summary of what flows where when it is called. */
import type { Node } from "./graph.ts";
import type { Call, NativeTraits, Thing } from "./things.ts";

/** Who may learn what reaches a native that lets something out. */
export type Outlet =
  | "socket"
  | "host"
  | "log"
  | "panic"
  | "exception"
  | "setting"
  | "command"
  | "report"
  | "cloud"
  | "pins"
  | "timer";

/** A call of a native, as its summary sees it. */
export interface NativeCall {
  readonly self: Node;
  readonly args: readonly Node[];
  /** The numbers among the arguments that the program states. */
  readonly numbers: readonly (number | null)[];
  readonly result: Node;
  /** Address behind the statement. */
  readonly site: number;
  readonly caller: Call;
  /** Place of whatever decides whether it happens; null where that is not followed. */
  readonly decided: Node | null;
}

export interface Native extends NativeTraits {
  readonly summary: (call: NativeCall, machine: NativeMachine) => void;
}

/** What summaries are made of. */
export interface NativeMachine {
  /** Puts a thing that this call makes into a place. */
  make(call: NativeCall, to: Node, kind: "map" | "array" | "buffer" | "parsed" | "image"): Thing;
  /** Puts a text, or a number, into a place. */
  text(to: Node, text?: string): void;
  number(to: Node): void;
  put(to: Node, thing: Thing): void;
  /** Everything that `from` is, and that is in it however deep, tells something to `to`. */
  deep(from: Node, to: Node, site: number, carries?: number): void;
  copy(from: Node, to: Node, site: number): void;
  each(node: Node, act: (thing: Thing) => void): void;
  /** What is in a thing: a field, or with no name whatever has none. */
  content(thing: Thing, name?: string): Node;
  eachField(thing: Thing, act: (node: Node, name: string) => void): void;
  /** It gets out, to those who watch the outlet. */
  outlet(call: NativeCall, outlet: Outlet, from: Node, target?: Thing | null): void;
  /** Calls a function. */
  call(callee: Node, args: readonly Node[], result: Node, call: NativeCall, isFiber: boolean): void;
  setPrototype(thing: Thing, prototype: Node): void;
  /** What fibers are woken with. */
  readonly wakes: Node;
  readonly fiber: Thing;
  role(serviceClass: number | null, call: NativeCall): Thing;
  /** Packets of a service, those of the ones it extends included; of all services where it is not known. */
  packetSpecs(service: number | null | undefined, name: string | null): readonly Thing[];
  service(index: number | null | undefined): readonly Thing[];
  /** The packet that a service answers a command with. */
  reports(packet: Thing): readonly Thing[];
  /** What is read from a packet, or from a register: its values, marked as coming from there. */
  received(packet: Thing, to: Node, site: number): void;
  packetFor(packet: Thing, call: NativeCall): Thing;
  /** The program offers a service: commands for it come in. */
  offered(service: number): void;
  /** Data get to `to` sealed under a key and a nonce. */
  seal(sealing: {
    readonly data: Node | null;
    readonly key: Node;
    readonly nonce: Node | null;
    readonly to: Node;
    readonly site: number;
  }): void;
  /** A value from outside comes in here. */
  source(to: Node, what: string, site: number): void;
  gap(site: number, what: string): void;
}
