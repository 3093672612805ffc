/** Objects that the runtime has from the start, and things of services: roles, packets and their specifications. */
import { BUILTIN_OBJECTS } from "./builtins.ts";
import { Graph } from "./graph.ts";
import type { Native } from "./native.ts";
import { NATIVES } from "./natives.ts";
import type { Program } from "./program.ts";
import type { PacketTable } from "./tables.ts";
import { Heap, type Kind, type Thing } from "./things.ts";

const PROTOTYPES: Readonly<Partial<Record<Kind, readonly string[]>>> = {
  map: ["Object_prototype"],
  array: ["Array_prototype"],
  buffer: ["Buffer_prototype"],
  text: ["String_prototype"],
  number: ["Number_prototype"],
  parsed: ["Array_prototype", "String_prototype", "Number_prototype", "Object_prototype"],
  function: ["Function_prototype"],
  native: ["Function_prototype"],
  fiber: ["DsFiber_prototype"],
  image: ["Image_prototype"],
  gpio: ["GPIO_prototype"],
  service: ["DsServiceSpec_prototype"],
  packetSpec: ["DsPacketSpec_prototype"],
  packet: ["DsPacket_prototype"],
};
const MEMBER_PROTOTYPES: Readonly<Record<PacketTable["kind"], string>> = {
  register: "DsRegister_prototype",
  command: "DsCommand_prototype",
  event: "DsEvent_prototype",
  report: "DsReport_prototype",
};
/** Prototypes with one above them that is not that of all objects. */
const PARENTS: Readonly<Record<string, string>> = {
  TypeError_prototype: "Error_prototype",
  RangeError_prototype: "Error_prototype",
  SyntaxError_prototype: "Error_prototype",
  DsRegister_prototype: "DsPacketInfo_prototype",
  DsCommand_prototype: "DsPacketInfo_prototype",
  DsEvent_prototype: "DsPacketInfo_prototype",
  DsReport_prototype: "DsPacketInfo_prototype",
};
const PROTOTYPE_ENDING = "_prototype";

export class Runtime {
  readonly graph = new Graph<Thing>();
  readonly heap: Heap;
  readonly number: Thing;
  readonly fiber: Thing;
  private readonly summaries = new Map<number, Native["summary"]>();

  constructor(readonly program: Program) {
    this.heap = new Heap(
      this.graph,
      (thing) => this.prototypesOf(thing),
      (thing, name) => this.innate(thing, name),
    );
    this.number = this.heap.make("number", { kind: "number", site: 0 });
    this.fiber = this.heap.make("fiber", { kind: "fiber", site: 0 });
    for (const [object, native] of NATIVES) {
      const name = `${object}.${native.name}`;
      const thing = this.heap.make(`native ${name}`, { kind: "native", text: object, native, site: 0 });
      this.graph.add(this.heap.field(this.builtin(object), native.name), thing);
      this.summaries.set(thing.id, native.summary);
    }
  }

  /** What a native does. */
  summaryOf(native: Thing): Native["summary"] {
    return this.summaries.get(native.id)!;
  }

  /** Object of the runtime, such as `Buffer`, by its name. */
  builtin(name: string): Thing {
    return this.heap.make(`builtin ${name}`, { kind: "builtin", text: name, site: 0 });
  }

  text(text?: string): Thing {
    return this.heap.make(text === undefined ? "text" : `text ${text}`, {
      kind: "text",
      ...(text !== undefined && { text }),
      site: 0,
    });
  }

  fn(index: number): Thing {
    return this.heap.make(`function ${index}`, {
      kind: "function",
      fn: this.program.functions[index],
      site: 0,
    });
  }

  /** Prototype of what a constructor makes. */
  prototypeOfFunction(index: number): Thing {
    return this.heap.make(`prototype ${index}`, { kind: "map", site: 0 });
  }

  service(index: number): Thing {
    return this.heap.make(`service ${index}`, { kind: "service", service: index, site: 0 });
  }

  /** Object with the members of a service, that roles of it have as their prototype. */
  serviceMembers(index: number): Thing {
    return this.heap.make(`members ${index}`, { kind: "map", service: index, site: 0 });
  }

  packetSpec(service: number, packet: PacketTable): Thing {
    const place = this.program.services[service].packets.indexOf(packet);
    return this.heap.make(`spec ${service} ${place}`, { kind: "packetSpec", service, packet, site: 0 });
  }

  member(role: Thing, spec: Thing): Thing {
    const { service, packet } = spec;
    return this.heap.make(`member ${role.id} ${spec.id}`, { kind: "member", service, packet, role, site: 0 });
  }

  role(serviceClass: number | null, site: number): Thing {
    const index = this.program.services.findIndex((service) => service.serviceClass === serviceClass);
    const service = serviceClass === null || index < 0 ? null : index;
    return this.heap.make(`role ${site} ${service}`, { kind: "role", service, site });
  }

  /** Packets that a service has, with those of the services that it extends. */
  packetSpecs(service: number | null | undefined): Thing[] {
    const { services } = this.program;
    const all = service === null || service === undefined ? services.keys() : this.withBases(service);
    return [...all].flatMap((index) =>
      services[index].packets.map((packet) => this.packetSpec(index, packet)),
    );
  }

  private withBases(service: number): number[] {
    const found: number[] = [];
    for (let next: number | null = service; next !== null && !found.includes(next); ) {
      found.push(next);
      const base: number | null = this.program.services[next]?.base ?? null;
      next = base !== null && base < this.program.services.length ? base : null;
    }
    return found;
  }

  private prototypesOf(thing: Thing): Thing[] {
    const { kind, text, service, packet } = thing;
    if (kind === "member") return [this.builtin(MEMBER_PROTOTYPES[packet!.kind])];
    if (kind === "role") {
      if (typeof service === "number") return [this.serviceMembers(service)];
      // A service that is not known could be any.
      return [
        ...this.program.services.map((_, i) => this.serviceMembers(i)),
        this.builtin("DsRole_prototype"),
      ];
    }
    if (kind === "map" && typeof service === "number") {
      const base = this.program.services[service]?.base ?? null;
      return [base === null ? this.builtin("DsRole_prototype") : this.serviceMembers(base)];
    }
    if (kind === "builtin") {
      if (text === "Object_prototype") return [];
      return [this.builtin(PARENTS[text!] ?? "Object_prototype")];
    }
    return (PROTOTYPES[kind] ?? []).map((name) => this.builtin(name));
  }

  private innate(thing: Thing, name: string | null): Thing[] {
    const { kind, text, service, fn } = thing;
    if (kind === "map" && typeof service === "number")
      return (this.program.services[service]?.packets ?? [])
        .filter((packet) => name === null || packet.name === name)
        .map((packet) => this.packetSpec(service, packet));
    if (name !== "prototype") return [];
    if (kind === "function") return [this.prototypeOfFunction(fn!.index)];
    const prototype = `${text}${PROTOTYPE_ENDING}`;
    return kind === "builtin" && BUILTIN_OBJECTS.includes(prototype) ? [this.builtin(prototype)] : [];
  }
}
