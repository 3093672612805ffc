/** Playbook of the trigger search: everything that can happen to a device, each by itself. */
import { isCredentialKey } from "../../../sim/device/credential.ts";
import type { FieldSpec, PacketSpec, ServiceSpec } from "../../../sim/device/image.ts";
import type { CallValue } from "../../../sim/home/verbs/fields.ts";
import { type Step, TRIED_STEPS } from "../../../sim/home/verbs/verbs.ts";
import { TRIED_TROUBLES } from "../../../sim/net/troubles.ts";
import { formatDuration, parseDuration } from "../../../sim/tape/duration.ts";
import { isVaultKey } from "../policy/sealed-blobs.ts";
import type { Program, Run } from "../subject.ts";
import { LONG, type Play, READY, SHORT } from "./play.ts";

const MAX_WORDS = 40;
const MAX_NUMBERS = 24;
const MAX_TOPICS = 3;
/** Settings that are written. */
const MAX_SETTINGS = 8;
/** An access point at the end of its reach. */
const WEAK_DBM = -91;
/** Registers of one peer that are tried, besides its reading. */
const MAX_REGISTERS = 4;
/** Time that firmware has after a server was asked. */
const REACTION_MICROS = 2e6;
/** Longest time until a server is asked that is waited for. */
const MAX_WATCH_MICROS = 50e6;
/** Text that no firmware knows; what it is compared with is an answer. */
const UNKNOWN = "q0z";
/** Numbers that hardly any firmware counts to, for what has several. */
const UNUSUAL = [37, 43, 53, 59, 61, 67, 71];
/** Wednesday, 17 July 2031, 13:47:11, as a real-time clock tells it. */
const UNUSUAL_TIME = [2031, 7, 17, 4, 13, 47, 11];

/** What the playbook is told of a run. */
type UsualRun = Pick<Run, "tape" | "reactsTo" | "settings">;

/** Request to a server that firmware left alone makes by itself. */
interface Contact {
  readonly host: string;
  /** Since power-on, in order. */
  readonly atMicros: readonly number[];
}

/**
 * What firmware can be told comes first: it says what it wants to hear. Then short plays, then the few that take a long
 * time by themselves, then each short one again as a long one. `usual` is a run of a device that is left alone.
 */
export function playbook(program: Program, usual: UsualRun): Play[] {
  const contacts = contactsIn(usual);
  const moments = momentsOf(program, usual);
  const tellings = [
    ...contacts.flatMap(repliesOf),
    ...publications(usual),
    ...cloudMessages(program),
    ...writtenSettings(program, usual),
  ];
  return [
    ...tellings,
    ...moments.map((steps): Play => ({ steps, watch: SHORT })),
    ...contacts.flatMap(troublesOf),
    ...TRIED_TROUBLES.map((trouble): Play => {
      return { steps: [{ do: "trouble", host: "*", trouble }], watch: LONG, early: true };
    }),
    ...guesses(program).map((steps): Play => ({ steps, watch: SHORT })),
    ...spells().map((steps): Play => ({ steps, watch: LONG })),
    ...[...moments, ...guesses(program)].map((steps): Play => ({ steps, watch: LONG })),
  ];
}

function contactsIn({ tape }: UsualRun): Contact[] {
  const contacts = new Map<string, number[]>();
  for (const { from, channel, kind, to, atMicros } of tape.events) {
    if (from !== "device" || channel !== "http" || kind !== "write" || to === null) continue;
    const host = to.slice(0, to.lastIndexOf(":"));
    const times = contacts.get(host) ?? [];
    contacts.set(host, times);
    times.push(atMicros);
  }
  return [...contacts].map(([host, times]) => ({ host, atMicros: times }));
}

/** A reply in the middle of a device's life, where it asks again; and one from its start on. */
function repliesOf({ host, atMicros }: Contact): Play[] {
  const ready = parseDuration(READY)!;
  const next = atMicros.find((at) => at > ready);
  const bodies = ["{}", UNKNOWN];
  const replies = (watchMicros: number, early: boolean): Play[] =>
    bodies.map((body) => ({
      steps: [{ do: "reply", host, body }],
      watch: formatDuration(Math.min(watchMicros, MAX_WATCH_MICROS)),
      ...(early && { early: true }),
    }));
  const isAskedOften = next !== undefined && next - ready <= MAX_WATCH_MICROS;
  return [
    ...(isAskedOften ? replies(next - ready + REACTION_MICROS, false) : []),
    ...(isAskedOften && atMicros[0] > ready ? [] : replies(atMicros[0] + 2 * REACTION_MICROS, true)),
  ];
}

/** Messages on what the device is subscribed to; unknown words stand for wildcards (MQTT 3.1.1, 4.7.1). */
function publications({ reactsTo }: UsualRun): Play[] {
  return reactsTo.subscribed.flatMap((filter) => {
    const topic = filter.replaceAll("#", UNKNOWN).replaceAll("+", UNKNOWN);
    return ["{}", UNKNOWN].map(
      (payload): Play => ({ steps: [{ do: "publish", topic, payload }], watch: SHORT }),
    );
  });
}

/** Messages by the board's cloud adapter, if firmware listens to it. */
function cloudMessages({ services }: Program): Play[] {
  if (!services.some(({ camelName }) => camelName === "cloudAdapter")) return [];
  return [{ steps: [{ do: "cloudMessage", topic: UNKNOWN, value: {} }], watch: SHORT }];
}

/** Settings that are no credentials, with a value that firmware finds at its next start. */
function writtenSettings({ presets }: Program, { settings: { read } }: UsualRun): Play[] {
  return read
    .filter((key) => !isCredentialKey(key) && !isVaultKey(key) && !presets.includes(key))
    .slice(0, MAX_SETTINGS)
    .map((key): Play => {
      const value = { do: "writeSetting", key, value: UNKNOWN } as const;
      return { steps: [value, { do: "wait", for: "500ms" }, { do: "reset" }], watch: LONG };
    });
}

/** One host is in trouble, while the others are not. */
function troublesOf({ host }: Contact, _: number, contacts: readonly Contact[]): Play[] {
  if (contacts.length < 2) return [];
  return TRIED_TROUBLES.map((trouble): Play => {
    return { steps: [{ do: "trouble", host, trouble }], watch: LONG, early: true };
  });
}

/** Steps that happen in a moment. */
function momentsOf({ literals, services }: Program, { reactsTo: { peers, offered } }: UsualRun): Step[][] {
  const numbers = numbersBeside(literals.numbers);
  const specOf = (serviceClass: number) => services.find((spec) => spec.classIdentifier === serviceClass);
  return [
    ...peers.flatMap(({ name, serviceClass }) => happenings(name, specOf(serviceClass)!, numbers)),
    ...services.filter((spec) => offered.includes(spec.classIdentifier)).flatMap(requests),
    [{ do: "reset" }],
    [{ do: "signal", dbm: WEAK_DBM }],
    [{ do: "neighbour", ssid: UNKNOWN }],
    [{ do: "cutPower" }],
    [{ do: "factoryReset" }],
    ...[401, 404, 503].map((status): Step[] => [{ do: "reply", host: "*", status, body: "" }]),
    ...TRIED_STEPS.map((step) => [step]),
  ];
}

/** Words of the firmware's own source, in places where it may expect them. */
function guesses({ literals }: Program): Step[][] {
  const words = literals.texts.slice(0, MAX_WORDS);
  const topics = words.filter((word) => word.includes("/")).slice(0, MAX_TOPICS);
  return words.flatMap((word): Step[][] => [
    [{ do: "reply", host: "*", body: word }],
    [
      {
        do: "reply",
        host: "*",
        body: JSON.stringify({ command: word, cmd: word, action: word, [word]: 1 }),
      },
    ],
    ...topics.map((topic): Step[] => [{ do: "publish", topic, payload: word }]),
  ]);
}

/** Steps that take their time. */
function spells(): Step[][] {
  return [
    [
      { do: "loseWifi", for: "3s" },
      { do: "wait", for: "30s" },
    ],
    [{ do: "factoryReset" }, { do: "wait", for: "5s" }, { do: "provision" }, { do: "wait", for: "10s" }],
    Array.from({ length: 14 }, (): Step[] => [{ do: "reset" }, { do: "wait", for: "4s" }]).flat(),
    [{ do: "brownOut", times: 3, every: "400ms" }],
    ...["2h", "25h", "170h"].map((by): Step[] => [
      { do: "jumpClock", by },
      { do: "wait", for: "50s" },
    ]),
    ...TRIED_TROUBLES.map((trouble): Step[] => [
      { do: "trouble", host: "*", trouble },
      { do: "wait", for: "60s" },
      { do: "trouble", host: "*", trouble: null },
      { do: "wait", for: "10s" },
    ]),
    [{ do: "wait", for: "10m" }],
    [{ do: "chance", share: 0 }],
    [{ do: "chance", share: 1 }],
  ];
}

/** Steps that can be done with a peer. */
function happenings(what: string, spec: ServiceSpec, numbers: readonly number[]): Step[][] {
  const press: Step = { do: "press", what };
  const pause: Step = { do: "wait", for: "300ms" };
  const reading = spec.packets.find((p) => p.identifierName === "reading")?.fields[0];
  const values = new Set<number | undefined>(
    reading === undefined
      ? []
      : [
          unusual(reading),
          reading.typicalMin,
          reading.typicalMax,
          reading.absoluteMin,
          reading.absoluteMax,
          ...[0, 1, 50, 100, -20, 1000],
          ...numbers,
        ],
  );
  return [
    [press],
    [press, pause, press, pause, press],
    [{ do: "press", what, for: "6s" }],
    [{ do: "press", what, for: "6s" }, { do: "reset" }],
    ...registersOf(spec).map((register): Step[] => [setting(what, register)]),
    ...spec.packets.filter((p) => p.kind === "event").map((p): Step[] => [emission(what, p)]),
    ...[...values].flatMap((to): Step[][] => (to === undefined ? [] : [[{ do: "set", what, to }]])),
    [{ do: "unplug", what }],
    [{ do: "unplug", what }, pause, { do: "plug", what }],
  ];
}

/** Registers of a peer whose fields are numbers, or one text. */
function registersOf({ packets }: ServiceSpec): PacketSpec[] {
  const isKnown = ({ fields }: PacketSpec) =>
    fields.length > 0 && (isText(fields[0]) ? fields.length === 1 : fields.every(isNumber));
  return packets
    .filter((p) => (p.kind === "ro" || p.kind === "rw") && p.identifierName !== "reading" && isKnown(p))
    .slice(0, MAX_REGISTERS);
}

function setting(what: string, { name, fields }: PacketSpec): Step {
  const to =
    fields.length === UNUSUAL_TIME.length
      ? UNUSUAL_TIME
      : fields.length > 1
        ? fields.map((_, i) => UNUSUAL[i % UNUSUAL.length])
        : isText(fields[0])
          ? UNKNOWN
          : unusual(fields[0]);
  return { do: "set", what, to, register: name };
}

/** Requests that others can make of a service that the firmware offers. */
function requests(spec: ServiceSpec): Step[][] {
  return spec.packets.flatMap((packet): Step[][] => {
    if (packet.kind === "command")
      return [
        [{ do: "call", service: spec.camelName, command: packet.name, values: packet.fields.map(argument) }],
      ];
    const register = { service: spec.camelName, register: packet.name };
    return [
      ...(packet.kind === "ro" || packet.kind === "rw" ? [[{ do: "ask", ...register } as const]] : []),
      ...(packet.kind === "rw"
        ? [[{ do: "write", ...register, values: packet.fields.map(argument) } as const]]
        : []),
    ];
  });
}

function emission(what: string, { name, fields }: PacketSpec): Step {
  return { do: "emit", what, event: name, ...(fields.length > 0 && { values: fields.map(argument) }) };
}

function argument(field: FieldSpec, index: number): CallValue {
  if (field.type === "bool") return true;
  return isNumber(field) ? unusual(field) : `${UNKNOWN}${index}`;
}

function isText({ type }: FieldSpec): boolean {
  return type === "string" || type === "string0";
}

function isNumber({ type }: FieldSpec): boolean {
  return /^[iu]\d/.test(type);
}

/** A number that a field can hold, and that hardly any firmware waits for. */
function unusual({ type }: FieldSpec): number {
  return /^[iu]0\./.test(type) ? 0.37 : UNUSUAL[0];
}

/** Thresholds and magic values, and the numbers beside them. */
function numbersBeside(written: readonly number[]): number[] {
  return [...new Set(written.flatMap((n) => [n, n + 1, n - 1]))].slice(0, MAX_NUMBERS);
}
