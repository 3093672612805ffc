/**
 * Summaries of the runtime's natives: which of a call's values reach its result, what they are put into, and where
 * something gets out. `test/paths/paths.test.ts` holds them against the VM in whole programs.
 */
import { CARRIES } from "./graph.ts";
import type { Native, NativeCall, NativeMachine, Outlet } from "./native.ts";
import { ELEMENTS, LENGTH } from "./things.ts";

type Summary = Native["summary"];

/** Everything about the call tells something to its result. */
function derived(result: "text" | "number" | "buffer" | "nothing", carries: number = CARRIES.data): Summary {
  return (call, machine) => {
    const to = madeFor(call, machine, result);
    for (const from of [call.self, ...call.args]) machine.deep(from, to, call.site, carries);
    if (result === "buffer") sized(call, machine, [call.self, ...call.args]);
  };
}

/** The length of the buffer that a call makes tells of these values. */
function sized(call: NativeCall, machine: NativeMachine, from: readonly number[]): void {
  const size = machine.content(machine.make(call, call.result, "buffer"), LENGTH);
  for (const one of from) machine.deep(one, size, call.site, CARRIES.part);
}

function madeFor(
  call: NativeCall,
  machine: NativeMachine,
  result: "text" | "number" | "buffer" | "nothing",
): number {
  if (result === "buffer") return machine.content(machine.make(call, call.result, "buffer"));
  if (result === "text") machine.text(call.result);
  else machine.number(call.result);
  return call.result;
}

/** Its arguments get out. */
function out(outlet: Outlet, result: "number" | "nothing" = "nothing"): Summary {
  return (call, machine) => {
    if (result === "number") machine.number(call.result);
    for (const from of call.args) machine.outlet(call, outlet, from);
  };
}

/** Yes, no or nothing: as little as a number is. */
const nothing: Summary = (call, machine) => machine.number(call.result);
const aNumber: Summary = (call, machine) => machine.number(call.result);
const aText: Summary = (call, machine) => machine.text(call.result);
/** What `this` has is changed by what the arguments are. */
const intoSelf: Summary = (call, machine) =>
  machine.each(call.self, (thing) => {
    for (const from of call.args) machine.deep(from, machine.content(thing), call.site);
  });

const error: Summary = (call, machine) => {
  machine.each(call.self, (thing) => {
    machine.copy(call.args[0] ?? call.result, machine.content(thing, "message"), call.site);
    machine.put(call.result, thing);
  });
};

const copyElements: Summary = (call, machine) => {
  const to = machine.content(machine.make(call, call.result, "array"));
  machine.each(call.self, (thing) => machine.eachField(thing, (field) => machine.copy(field, to, call.site)));
  machine.deep(call.self, to, call.site);
};

const METHODS: Readonly<Record<string, Readonly<Record<string, Summary>>>> = {
  Array: { isArray: nothing, __func__: (call, machine) => machine.make(call, call.result, "array") },
  Array_prototype: {
    insert: (call, machine) =>
      machine.each(call.self, (thing) =>
        // Moves elements: none is where it was.
        machine.eachField(thing, (field) => machine.copy(field, machine.content(thing), call.site)),
      ),
    constructor: nothing,
    push: (call, machine) => {
      machine.number(call.result);
      machine.each(call.self, (thing) => {
        for (const arg of call.args) machine.copy(arg, machine.content(thing), call.site);
      });
    },
    pushRange: (call, machine) => {
      machine.number(call.result);
      machine.each(call.self, (thing) =>
        machine.each(call.args[0] ?? call.result, (from) =>
          machine.eachField(from, (field) => machine.copy(field, machine.content(thing), call.site)),
        ),
      );
      for (const arg of call.args)
        machine.each(call.self, (thing) => machine.deep(arg, machine.content(thing), call.site));
    },
    slice: copyElements,
    join: derived("text"),
  },
  Buffer: {
    alloc: (call, machine) => sized(call, machine, call.args),
    from: derived("buffer"),
    digest: keyedHash,
  },
  Buffer_prototype: {
    toString: derived("text"),
    fillAt: intoSelf,
    blitAt: intoSelf,
    rotate: nothing,
    indexOf: derived("number"),
    fillRandom: (call, machine) =>
      machine.each(call.self, (thing) => machine.source(machine.content(thing), "random", call.site)),
    encrypt: (call, machine) => {
      const to = machine.content(machine.make(call, call.result, "buffer"));
      const [, key = call.result, nonce = call.result] = call.args;
      machine.seal({ data: call.self, key, nonce, to, site: call.site });
    },
  },
  DeviceScript: {
    sleep: out("timer"),
    delay: out("timer"),
    _panic: out("panic"),
    reboot: nothing,
    restart: nothing,
    format: derived("text"),
    print: out("log"),
    parseFloat: derived("number"),
    parseInt: derived("number"),
    _logRepr: out("log"),
    _dcfgString: (call, machine) => {
      machine.text(call.result);
      machine.each(call.args[0] ?? call.result, ({ text }) =>
        machine.source(call.result, `device.${text ?? "?"}`, call.site),
      );
    },
    millis: aNumber,
    deviceIdentifier: aText,
    _serverSend: (call, machine) => machine.outlet(call, "report", call.args[1] ?? call.result),
    _allocRole: (call, machine) => machine.put(call.result, machine.role(call.numbers[0] ?? null, call)),
    notImplemented: nothing,
    _twinMessage: out("cloud"),
    _i2cTransaction: (call, machine) => {
      for (const from of call.args) machine.outlet(call, "pins", from);
      machine.make(call, call.result, "buffer");
      machine.number(call.result);
    },
    ledStripSend: out("pins"),
    spiConfigure: out("pins"),
    spiXfer: out("pins"),
    spiSendImage: out("pins"),
    suspend: (call, machine) => {
      for (const from of call.args) machine.outlet(call, "timer", from);
      machine.copy(machine.wakes, call.result, call.site);
    },
    _socketOpen: out("host", "number"),
    _socketClose: aNumber,
    _socketWrite: out("socket", "number"),
  },
  Error: { __func__: error },
  Error_prototype: {
    constructor: error,
    print: (call, machine) => machine.outlet(call, "log", call.self),
  },
  RangeError: { __func__: error },
  RangeError_prototype: { constructor: error },
  TypeError: { __func__: error },
  TypeError_prototype: { constructor: error },
  SyntaxError: { __func__: error },
  SyntaxError_prototype: { constructor: error },
  DsFiber: { self: (call, machine) => machine.put(call.result, machine.fiber) },
  DsFiber_prototype: {
    resume: (call, machine) => {
      for (const arg of call.args) machine.copy(arg, machine.wakes, call.site);
    },
    terminate: nothing,
  },
  Function_prototype: {
    start: (call, machine) => {
      machine.put(call.result, machine.fiber);
      machine.call(call.self, call.args, call.result, call, true);
    },
  },
  GPIO_prototype: { setMode: out("pins") },
  Image: { alloc: (call, machine) => intoNew(call, machine) },
  Image_prototype: {
    set: intoSelf,
    get: derived("number"),
    fill: intoSelf,
    fillRect: intoSelf,
    equals: derived("nothing"),
    clone: (call, machine) => intoNew(call, machine),
    flipX: nothing,
    flipY: nothing,
    transposed: (call, machine) => intoNew(call, machine),
    drawImage: intoSelf,
    drawTransparentImage: intoSelf,
    overlapsWith: derived("nothing"),
    drawLine: intoSelf,
    blitRow: intoSelf,
    blit: intoSelf,
    fillCircle: intoSelf,
  },
  JSON: {
    parse: (call, machine) => {
      machine.make(call, call.result, "parsed");
      for (const arg of call.args) machine.deep(arg, call.result, call.site);
    },
    stringify: derived("text"),
  },
  Math: {
    ...Object.fromEntries(
      ["ceil", "floor", "round", "abs", "log", "pow", "idiv", "imod", "imul", "min", "max"].map((name) => [
        name,
        derived("number"),
      ]),
    ),
    random: aNumber,
    randomInt: aNumber,
  },
  Object: {
    assign: (call, machine) => {
      machine.copy(call.args[0] ?? call.result, call.result, call.site);
      machine.each(call.args[0] ?? call.result, (to) =>
        machine.each(call.args[1] ?? call.result, (from) =>
          machine.eachField(from, (field, name) => machine.copy(field, machine.content(to, name), call.site)),
        ),
      );
      machine.each(call.args[0] ?? call.result, (to) =>
        machine.deep(call.args[1] ?? call.result, machine.content(to), call.site),
      );
    },
    keys: (call, machine) => {
      const to = machine.content(machine.make(call, call.result, "array"));
      machine.each(call.args[0] ?? call.result, (thing) => {
        machine.eachField(thing, (_, name) => machine.text(to, name === ELEMENTS ? undefined : name));
        if (thing.kind !== "parsed") return;
        // Names of what was parsed are part of the text.
        machine.text(to);
        machine.deep(call.args[0] ?? call.result, to, call.site);
      });
    },
    values: (call, machine) => {
      const to = machine.content(machine.make(call, call.result, "array"));
      machine.each(call.args[0] ?? call.result, (thing) =>
        machine.eachField(thing, (field) => machine.copy(field, to, call.site)),
      );
      for (const arg of call.args) machine.deep(arg, to, call.site);
    },
    setPrototypeOf: (call, machine) => {
      machine.copy(call.args[0] ?? call.result, call.result, call.site);
      machine.each(call.args[0] ?? call.result, (thing) =>
        machine.setPrototype(thing, call.args[1] ?? call.result),
      );
    },
    __func__: (call, machine) => machine.make(call, call.result, "map"),
  },
  Object_prototype: { constructor: nothing },
  DsPacket_prototype: {
    decode: (call, machine) =>
      machine.each(call.self, (packet) => machine.received(packet, call.result, call.site)),
    notImplemented: (call, machine) =>
      machine.each(call.self, (packet) => machine.put(call.result, machine.packetFor(packet, call))),
  },
  DsPacketSpec_prototype: {
    encode: (call, machine) =>
      machine.each(call.self, (spec) => {
        const packet = machine.packetFor(spec, call);
        machine.put(call.result, packet);
        for (const arg of call.args) machine.deep(arg, machine.content(packet), call.site);
      }),
  },
  DsRegister_prototype: {
    read: (call, machine) =>
      machine.each(call.self, (register) => machine.received(register, call.result, call.site)),
    write: commandOut,
  },
  DsCommand_prototype: { __func__: commandOut },
  DsRole_prototype: {
    sendCommand: (call, machine) =>
      machine.each(call.self, (role) => {
        for (const from of call.args) machine.outlet(call, "command", from, role);
      }),
  },
  DsServiceSpec_prototype: {
    lookup: (call, machine) =>
      machine.each(call.self, ({ service }) =>
        machine.each(call.args[0] ?? call.result, ({ text }) => {
          for (const spec of machine.packetSpecs(service, text ?? null)) machine.put(call.result, spec);
        }),
      ),
    byCode: (call, machine) =>
      machine.each(call.self, ({ service }) => {
        for (const spec of machine.packetSpecs(service, null)) machine.put(call.result, spec);
      }),
    assign: (call, machine) =>
      machine.each(call.self, ({ service }) => {
        if (typeof service === "number") machine.offered(service);
      }),
  },
  String: { fromCharCode: derived("text") },
  String_prototype: {
    charCodeAt: derived("number"),
    charAt: derived("text"),
    slice: derived("text"),
    indexOf: derived("number"),
    toLowerCase: cased((text) => text.toLowerCase()),
    toUpperCase: cased((text) => text.toUpperCase()),
  },
};

const length = derived("number", CARRIES.part);
/** What is in a buffer says nothing of its length; the field of that name does, which reading it finds. */
const bufferLength = aNumber;
const PROPERTIES: Readonly<Record<string, Readonly<Record<string, Summary>>>> = {
  Array_prototype: { length: aNumber },
  Buffer_prototype: { length: bufferLength },
  String_prototype: { length, byteLength: length },
  Error_prototype: { name: aText },
  DsFiber_prototype: { id: aNumber, suspended: nothing },
  Function_prototype: { name: aText },
  GPIO_prototype: { mode: aNumber, capabilities: aNumber, value: aNumber },
  Image_prototype: {
    width: aNumber,
    height: aNumber,
    bpp: aNumber,
    buffer: (call, machine) => {
      const to = machine.content(machine.make(call, call.result, "buffer"));
      machine.deep(call.self, to, call.site);
    },
  },
  DsPacket_prototype: {
    role: (call, machine) =>
      machine.each(call.self, ({ role }) => {
        if (role !== undefined) machine.put(call.result, role);
      }),
    deviceIdentifier: aText,
    shortId: aText,
    serviceIndex: aNumber,
    serviceCommand: aNumber,
    flags: aNumber,
    isCommand: nothing,
    isReport: nothing,
    payload: (call, machine) =>
      machine.each(call.self, (packet) => {
        const buffer = machine.make(call, call.result, "buffer");
        machine.received(packet, machine.content(buffer), call.site);
      }),
    isEvent: nothing,
    eventCode: aNumber,
    isRegSet: nothing,
    isRegGet: nothing,
    regCode: aNumber,
    isAction: nothing,
    spec: (call, machine) =>
      machine.each(call.self, ({ service, packet }) => {
        if (packet !== undefined)
          for (const spec of machine.packetSpecs(service, packet.name))
            if (spec.packet === packet) machine.put(call.result, spec);
      }),
  },
  DsPacketSpec_prototype: {
    parent: (call, machine) =>
      machine.each(call.self, ({ service }) => {
        for (const spec of machine.service(service)) machine.put(call.result, spec);
      }),
    name: nameOfPacket,
    code: aNumber,
    response: (call, machine) =>
      machine.each(call.self, (spec) => {
        for (const report of machine.reports(spec)) machine.put(call.result, report);
      }),
    type: aText,
  },
  DsPacketInfo_prototype: {
    role: (call, machine) =>
      machine.each(call.self, ({ role }) => {
        if (role !== undefined) machine.put(call.result, role);
      }),
    name: nameOfPacket,
    code: aNumber,
  },
  DsRole_prototype: {
    isBound: nothing,
    spec: (call, machine) =>
      machine.each(call.self, ({ service }) => {
        for (const spec of machine.service(service)) machine.put(call.result, spec);
      }),
  },
  DsServiceSpec_prototype: { classIdentifier: aNumber, name: aText },
};

/** Objects whose functions take no `this`. */
const STATIC_OBJECTS = [
  "Array",
  "Buffer",
  "DeviceScript",
  "DsFiber",
  "Image",
  "JSON",
  "Math",
  "Object",
  "String",
];

/** Every native: the object that it belongs to, and the native. */
export const NATIVES: readonly (readonly [object: string, native: Native])[] = [
  ...[METHODS, PROPERTIES].flatMap((table) =>
    Object.entries(table).flatMap(([object, natives]) =>
      Object.entries(natives).map(([name, summary]): readonly [string, Native] => [
        object,
        {
          name,
          isProperty: table === PROPERTIES,
          isStatic: STATIC_OBJECTS.includes(object),
          summary,
        },
      ]),
    ),
  ),
];

/** Hash of data, under a key where there is one: the key can't be told from it. */
function keyedHash(call: NativeCall, machine: NativeMachine): void {
  const to = machine.content(machine.make(call, call.result, "buffer"));
  const [key = call.result, , data = call.result] = call.args;
  machine.seal({ data: null, key, nonce: null, to, site: call.site });
  machine.deep(data, to, call.site);
}

function commandOut(call: NativeCall, machine: NativeMachine): void {
  machine.each(call.self, (member) => {
    for (const from of call.args) machine.outlet(call, "command", from, member);
  });
}

function nameOfPacket(call: NativeCall, machine: NativeMachine): void {
  machine.each(call.self, ({ packet }) => machine.text(call.result, packet?.name));
}

function intoNew(call: NativeCall, machine: NativeMachine): void {
  const to = machine.content(machine.make(call, call.result, "image"));
  for (const from of [call.self, ...call.args]) machine.deep(from, to, call.site);
}

function cased(change: (text: string) => string): Summary {
  return (call, machine) => {
    machine.each(call.self, ({ kind, text }) => {
      if (kind === "text") machine.text(call.result, text === undefined ? undefined : change(text));
      else machine.text(call.result);
    });
    machine.deep(call.self, call.result, call.site);
  };
}
