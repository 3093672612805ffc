/** Effects of natives on the graph: what their summaries are carried out by. */
import type { Boundary } from "./boundary.ts";
import type { Node } from "./graph.ts";
import type { Members } from "./members.ts";
import type { NativeCall, NativeMachine } from "./native.ts";
import type { Runtime } from "./runtime.ts";
import { ELEMENTS, type Thing } from "./things.ts";

export interface NativeParts {
  readonly runtime: Runtime;
  readonly members: Members;
  readonly boundary: Boundary;
  /** Place of whatever fibers are woken with. */
  readonly wakes: Node;
  call(fn: Node, args: readonly Node[], result: Node, call: NativeCall, isFiber: boolean): void;
  /** The program has a role; it offers a service. Told once. */
  onRole(role: Thing): void;
  onOffered(service: number): void;
}

export function nativeMachine(parts: NativeParts): NativeMachine {
  const { runtime, members, boundary } = parts;
  const { graph, heap } = runtime;
  const roles = new Set<number>();
  const offered = new Set<number>();
  return {
    wakes: parts.wakes,
    fiber: runtime.fiber,
    make: (call, to, kind) => {
      const made = heap.make(`${kind} ${call.site} ${call.caller.id}`, { kind, site: call.site });
      graph.add(to, made);
      return made;
    },
    text: (to, text) => graph.add(to, runtime.text(text)),
    number: (to) => graph.add(to, runtime.number),
    put: (to, thing) => graph.add(to, thing),
    deep: (from, to, site, carries) => members.deep(from, to, site, carries),
    copy: (from, to, site) => graph.copy(from, to, site),
    each: (node, act) => graph.each(node, act),
    content: (thing, name = ELEMENTS) => heap.field(members.owner(thing), name),
    eachField: (thing, act) => heap.eachField(members.owner(thing), act),
    outlet: (call, outlet, from, target = null) =>
      boundary.exit(outlet, from, call.site, target, call.args.indexOf(from)),
    call: (fn, args, result, call, isFiber) => parts.call(fn, args, result, call, isFiber),
    setPrototype: (thing, prototype) => graph.copy(prototype, heap.prototype(members.owner(thing)), 0),
    role: (serviceClass, call) => {
      const role = runtime.role(serviceClass, call.site);
      if (!roles.has(role.id)) parts.onRole(role);
      roles.add(role.id);
      return role;
    },
    packetSpecs: (service, name) =>
      runtime.packetSpecs(service).filter(({ packet }) => name === null || packet!.name === name),
    service: (index) =>
      typeof index === "number"
        ? [runtime.service(index)]
        : runtime.program.services.map((_, i) => runtime.service(i)),
    reports: ({ service, packet }) =>
      runtime
        .packetSpecs(service)
        .filter((spec) => spec.packet!.kind === "report" && spec.packet!.code === packet?.code),
    received: (packet, to, site) => boundary.received(packet, to, site),
    packetFor: ({ service, packet }, call) =>
      heap.make(`packet ${call.site} ${call.caller.id} ${service} ${packet?.name}`, {
        kind: "packet",
        service,
        packet,
        site: call.site,
      }),
    offered: (service) => {
      if (!offered.has(service)) parts.onOffered(service);
      offered.add(service);
    },
    seal: (sealing) => boundary.seal(sealing),
    source: (to, what, site) => boundary.source(what, to, site),
    gap: (site, what) => boundary.gaps.push({ site, what }),
  };
}
