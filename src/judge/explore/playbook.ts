/** Playbook of the trigger search: everything that can happen to a device, each by itself. */
import { isCredentialKey } from "../../../sim/device/credential.ts";
import type { FieldSpec, PacketSpec, ServiceSpec } from "../../../sim/device/image.ts";
import type { CallValue, State } from "../../../sim/home/verbs/fields.ts";
import { type Step, TRIED_STEPS } from "../../../sim/home/verbs/verbs.ts";
import { TRIED_TROUBLES } from "../../../sim/net/troubles.ts";
import { formatDuration, parseDuration } from "../../../sim/tape/duration.ts";
import { isVaultKey } from "../policy/sealed-blobs.ts";
import type { Program, Run } from "../subject.ts";
import { parsedJson } from "./origins.ts";
import { continuedBy, LONG, type Play, READY, SHORT } from "./play.ts";

const MAX_WORDS = 40;
const MAX_NUMBERS = 24;
const MAX_TOPICS = 3;
/** Registers of all services: streaming and its intervals, status, client variant, instance name. */
const COMMON_REGISTERS = [0x03, 0x04, 0x09, 0x102, 0x103, 0x109];
/** Event of all services: their status is another. */
const STATUS_CHANGED = 0x04;
/** Settings that are written. */
const MAX_SETTINGS = 8;
/** Networks of a block of flats. */
const CROWD = 12;
/** An access point at the end of its reach. */
const WEAK_DBM = -91;
/** Rounds of firmware that goes on while its server is in trouble. */
const TROUBLED_ROUNDS = 3;
/** A client that missed what the broker kept has connected again by then. */
const RECONNECTED = "55s";
/** Registers of one peer that are tried, besides its reading. */
const MAX_REGISTERS = 4;
/** Time that firmware has after a server was asked. */
const REACTION_MICROS = 2e6;
/** Longest round of a firmware that every play waits for, and time for what it does then. */
const MAX_ROUND_MICROS = 12e6;
const ROUND_MARGIN_MICROS = 1e6;
/** The same where a server is in trouble meanwhile, which firmware may have to find out more than once. */
const MAX_TROUBLED_ROUND_MICROS = 31e6;
/** Longest round for which readings wait, and virtual time that all of them may take. */
const MAX_SLOW_ROUND_MICROS = 61e6;
const SLOW_READINGS_MICROS = 400e6;
/** Writes of one request: its head, and then its body. */
const REQUEST_MICROS = 1e6;
/** Longest time until a server is asked that is waited for. */
const MAX_WATCH_MICROS = 50e6;
/** Text that no firmware knows; what it is compared with is an answer. */
const UNKNOWN = "q0z";
/** Numbers that firmware gets from nowhere else, sums of a few included. */
const UNKNOWN_NUMBER = 61_703;
const NUMBERS_APART = 1_009;
/** Digits, for firmware that takes nothing else. */
const DIGITS = "70";
/** Replies of servers that say nothing yet. */
const BODIES = ["{}", UNKNOWN, DIGITS];
/** Numbers that hardly any firmware counts to, for what has several. */
const UNUSUAL = [37, 43, 53, 59, 61, 67, 71];
/** Thursday, 17 July 2031, 13:47:11, as a real-time clock tells it. */
const UNUSUAL_TIME = [2031, 7, 17, 4, 13, 47, 11];
/** Days that programs wait for: Christmas Eve, New Year, a leap day, a first of April, a Friday 13th, a Sunday's night. */
const SPECIAL_TIMES = [
  [2031, 12, 24, 3, 18, 0, 1],
  [2032, 1, 1, 4, 0, 0, 1],
  [2032, 2, 29, 7, 12, 0, 1],
  [2031, 4, 1, 2, 9, 0, 1],
  [2031, 6, 13, 5, 23, 0, 1],
  [2031, 7, 20, 7, 3, 30, 1],
];

/** What the playbook is told of a run. */
type UsualRun = Pick<Run, "tape" | "reactsTo" | "settings" | "insights">;

/** Time in which firmware that is up and running comes round to everything that it does again and again, if that is short. */
function roundOf(rounds: readonly number[], mostMicros: number): string {
  return formatDuration(Math.max(parseDuration(SHORT)!, longestOf(rounds, mostMicros) + ROUND_MARGIN_MICROS));
}

/** The longest that is at most so long; 0 for none. */
function longestOf(rounds: readonly number[], mostMicros: number): number {
  return Math.max(0, ...rounds.filter((micros) => micros <= mostMicros));
}

/** Times between two questions of one place, of firmware that is up and running, microseconds. */
function roundsIn({ insights }: UsualRun): number[] {
  const ready = parseDuration(READY)!;
  const times = new Map<number, number[]>();
  for (const { seen, own } of insights) {
    if (own === null || seen.atMicros < ready) continue;
    const before = times.get(own.pc) ?? [];
    times.set(own.pc, before);
    before.push(seen.atMicros);
  }
  return [...times.values()].flatMap((all) => all.slice(1).map((at, i) => at - all[i]));
}

export interface Playbook {
  /** Plays in which firmware is told something: it says what it wants to hear. */
  readonly first: readonly Play[];
  /** Short plays, then the few that take a long time by themselves, then each short one again as a long one. */
  readonly happenings: readonly Play[];
  /** Plays with which another can go on. */
  readonly further: readonly Play[];
}

/** Request to a server that firmware left alone makes by itself. */
interface Contact {
  readonly host: string;
  /** Since power-on, in order. */
  readonly atMicros: readonly number[];
}

/** `usual` is a run of a device that is left alone. */
export function playbook(program: Program, usual: UsualRun): Playbook {
  const contacts = contactsIn(usual);
  const rounds = roundsIn(usual);
  const watch = roundOf(rounds, MAX_ROUND_MICROS);
  const troubled = roundOf(rounds, MAX_TROUBLED_ROUND_MICROS);
  const moments = momentsOf(program, usual).map((steps): Play => ({ steps, watch }));
  const words = guesses(program).map((steps): Play => ({ steps, watch }));
  const tellings = [
    ...contacts.flatMap((contact, i) => repliesOf(contact, i)),
    ...usual.reactsTo.subscribed.flatMap(publicationsOn),
    ...cloudMessages(program),
    ...writtenSettings(program, usual),
  ];
  return {
    first: tellings,
    happenings: [
      ...slowReadings(program, usual, rounds),
      ...moments,
      ...contacts.flatMap((contact) => troublesOf(contact, troubled)),
      ...TRIED_TROUBLES.map((trouble): Play => {
        return { steps: [{ do: "trouble", host: "*", trouble }], watch: LONG, early: true };
      }),
      ...words,
      ...heldAtStart(program, usual).map((step): Play => ({ steps: [step], watch: LONG, early: true })),
      ...spells().map((steps): Play => ({ steps, watch: LONG })),
      ...[...moments, ...words].map((play): Play => ({ ...play, watch: LONG })),
    ],
    further: [...tellings, ...moments].filter(({ early }) => early === undefined),
  };
}

function contactsIn({ tape }: UsualRun): Contact[] {
  const contacts = new Map<string, number[]>();
  for (const { from, channel, kind, to, atMicros } of tape.events) {
    if (from !== "device" || channel !== "http" || kind !== "write" || to === null) continue;
    const host = to.slice(0, to.lastIndexOf(":"));
    const times = contacts.get(host) ?? [];
    contacts.set(host, times);
    if (times.length === 0 || atMicros - times.at(-1)! > REQUEST_MICROS) times.push(atMicros);
  }
  return [...contacts].map(([host, times]) => ({ host, atMicros: times }));
}

/** A reply in the middle of a device's life, where it asks again; and one from its start on. */
function repliesOf({ host, atMicros }: Contact, index: number): Play[] {
  const ready = parseDuration(READY)!;
  const [next, afterNext] = atMicros.filter((at) => at > ready);
  const replies = (watchMicros: number, early: boolean): Play[] =>
    BODIES.map((body) => ({
      steps: [{ do: "reply", host, body: distinct(body, index + 1) }],
      watch: formatDuration(Math.min(watchMicros, MAX_WATCH_MICROS)),
      ...(early && { early: true }),
    }));
  const isAskedOften = next !== undefined && next - ready <= MAX_WATCH_MICROS;
  return [
    // What a reply changes may show the next time that the server is asked.
    ...(isAskedOften ? replies((afterNext ?? next) - ready + REACTION_MICROS, false) : []),
    ...(isAskedOften && atMicros[0] > ready ? [] : replies(atMicros[0] + 2 * REACTION_MICROS, true)),
  ];
}

/** The same for whoever reads it, but for its end, which tells by whom it was said. */
function distinct(body: string, number: number): string {
  return parsedJson(body) instanceof Object ? body + " ".repeat(number) : `${body}${number}`;
}

/** Messages on what the device is subscribed to; unknown words stand for wildcards (MQTT 3.1.1, 4.7.1). */
function publicationsOn(filter: string): Play[] {
  const topic = filter.replaceAll("#", UNKNOWN).replaceAll("+", UNKNOWN);
  return BODIES.flatMap((payload): Play[] => [
    { steps: [{ do: "publish", topic, payload }], watch: SHORT },
    { steps: [{ do: "publish", topic, payload, retain: true }], watch: RECONNECTED, early: true },
  ]);
}

/** Peers of a network that firmware turned to, and services that it offers on the bus: others can tell it something. */
export interface Listened {
  readonly hosts: readonly string[];
  readonly filters: readonly string[];
  /** Service classes. */
  readonly offered: readonly number[];
}

export function listenedIn(run: UsualRun): Listened {
  const { subscribed, offered } = run.reactsTo;
  return { hosts: contactsIn(run).map(({ host }) => host), filters: subscribed, offered };
}

/** The play, and then those tell something to whom firmware turned in it. */
export function toldBy(
  { services }: Pick<Program, "services">,
  { hosts, filters, offered }: Listened,
  play: Play,
): Play[] {
  const replies = hosts.flatMap((host, i) =>
    BODIES.map((body): Step => ({ do: "reply", host, body: distinct(body, play.steps.length + i) })),
  );
  const messages = filters.flatMap((filter) => publicationsOn(filter).flatMap(({ steps }) => steps));
  const asked = services.filter((spec) => offered.includes(spec.classIdentifier)).flatMap(requests);
  return [
    ...[...replies, ...messages].map((step) => ({ ...play, steps: [...play.steps, step] })),
    // Whoever asks a service waits until it is there.
    ...asked.map((steps) => continuedBy(play, { steps, watch: SHORT })),
  ];
}

/** Messages by the board's cloud adapter, if firmware listens to it. */
function cloudMessages({ services }: Program): Play[] {
  if (!services.some(({ camelName }) => camelName === "cloudAdapter")) return [];
  return [{ steps: [{ do: "cloudMessage", topic: UNKNOWN, value: {} }], watch: SHORT }];
}

/** Settings that are no credentials, with texts or numbers that firmware finds at its next start. */
function writtenSettings({ presets }: Program, { settings: { read } }: UsualRun): Play[] {
  const keys = read
    .filter((key) => /[a-z]/i.test(key) && !isCredentialKey(key) && !isVaultKey(key))
    .filter((key) => !presets.includes(key))
    .slice(0, MAX_SETTINGS);
  if (keys.length === 0) return [];
  // Firmware that kept nothing has to be set up again.
  const rest: Step[] = [
    { do: "wait", for: "500ms" },
    { do: "reset" },
    { do: "wait", for: "3s" },
    { do: "provision" },
  ];
  return [(i: number) => `${UNKNOWN}${i}`, (i: number) => UNKNOWN_NUMBER + i * NUMBERS_APART].map((made) => {
    const writes = keys.map((key, i): Step => ({ do: "writeSetting", key, value: made(i) }));
    return { steps: [...writes, ...rest], watch: LONG };
  });
}

/** One host is in trouble, while the others are not; then it is well again, and firmware may go on otherwise. */
function troublesOf({ host }: Contact, round: string): Play[] {
  const micros = parseDuration(LONG)! + TROUBLED_ROUNDS * parseDuration(round)!;
  return TRIED_TROUBLES.map((trouble): Play => {
    const steps: Step[] = [
      { do: "trouble", host, trouble },
      { do: "wait", for: formatDuration(micros) },
      { do: "trouble", host, trouble: null },
    ];
    return { steps, watch: round, early: true };
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
    [{ do: "provision" }],
    [
      { do: "neighbour", ssid: UNKNOWN },
      { do: "provision", ssid: UNKNOWN },
      { do: "wait", for: LONG },
    ],
    [{ do: "signal", dbm: WEAK_DBM }],
    [{ do: "neighbour", ssid: UNKNOWN }],
    Array.from({ length: CROWD }, (_, i): Step => ({ do: "neighbour", ssid: `${UNKNOWN}${i}` })),
    [{ do: "cutPower" }],
    [{ do: "factoryReset" }],
    ...[401, 404, 503].map((status): Step[] => [{ do: "reply", host: "*", status, body: "" }]),
    ...TRIED_STEPS.map((step) => [step]),
  ];
}

/**
 * Readings for firmware that looks at its sensors less often than every play waits for: extremes, and what stands in the
 * source, each until it has looked.
 */
function slowReadings(
  { literals, services }: Program,
  { reactsTo: { peers } }: UsualRun,
  rounds: readonly number[],
): Play[] {
  const round = longestOf(rounds, MAX_SLOW_ROUND_MICROS);
  if (round <= MAX_ROUND_MICROS) return [];
  const watchMicros = round + ROUND_MARGIN_MICROS;
  const most = Math.floor(SLOW_READINGS_MICROS / watchMicros);
  const watch = formatDuration(watchMicros);
  const steps = peers.map(({ name: what, serviceClass }): Step[] => {
    const reading = readingOf(services.find((spec) => spec.classIdentifier === serviceClass)!);
    if (reading === undefined) return [];
    const { typicalMin, typicalMax, absoluteMin, absoluteMax } = reading;
    const isPossible = (to: number) => to >= (absoluteMin ?? -Infinity) && to <= (absoluteMax ?? Infinity);
    const extremes = [absoluteMax ?? typicalMax ?? 1_000, absoluteMin ?? typicalMin ?? -20];
    const written = numbersBeside(literals.numbers.filter(isPossible));
    const values = [...extremes, ...written, typicalMax, typicalMin].filter((to) => to !== undefined);
    return [...new Set(values)].map((to) => ({ do: "set", what, to }));
  });
  const each = Math.ceil(most / Math.max(1, steps.filter(({ length }) => length > 0).length));
  return steps.flatMap((own) => own.slice(0, each)).map((step): Play => ({ steps: [step], watch }));
}

/** States that firmware finds when it starts, and which last while it looks around. */
function heldAtStart({ services }: Program, { reactsTo: { peers } }: UsualRun): Step[] {
  return peers.flatMap(({ name: what, serviceClass }): Step[] => {
    const spec = services.find((one) => one.classIdentifier === serviceClass)!;
    const reading = readingOf(spec);
    const limits = [
      reading?.typicalMin ?? reading?.absoluteMin,
      reading?.typicalMax ?? reading?.absoluteMax,
    ].filter((to) => to !== undefined);
    return isButton(spec)
      ? [{ do: "press", what, for: LONG }]
      : limits.map((to): Step => ({ do: "set", what, to }));
  });
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
  const press: Step = { do: "press", what, for: "100ms" };
  const pause: Step = { do: "wait", for: "300ms" };
  const reading = readingOf(spec);
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
  const presses: Step[][] = [
    [press],
    [press, pause, press, pause, press],
    [{ do: "press", what, for: "6s" }],
    [{ do: "press", what, for: "6s" }, { do: "reset" }],
  ];
  return [
    ...(isButton(spec) ? presses : []),
    ...registersOf(spec).flatMap((register) =>
      settings(register).map((to): Step[] => [setTo(what, register, to)]),
    ),
    ...spec.packets
      .filter((p) => p.kind === "event" && p.identifier !== STATUS_CHANGED)
      .map((p): Step[] => [emission(what, p)]),
    ...[...values].flatMap((to): Step[][] => (to === undefined ? [] : [[{ do: "set", what, to }]])),
    [{ do: "unplug", what }],
    [{ do: "unplug", what }, pause, { do: "plug", what }],
  ];
}

/** The one field of what a sensor measures; undefined where there are none, or several. */
function readingOf({ packets }: ServiceSpec): PacketSpec["fields"][number] | undefined {
  const fields = packets.find((p) => p.identifierName === "reading")?.fields ?? [];
  return fields.length === 1 ? fields[0] : undefined;
}

function isButton({ packets }: ServiceSpec): boolean {
  return packets.some(({ kind, name }) => kind === "event" && name === "down");
}

/** Registers of a peer whose fields are numbers, or one text. */
function registersOf({ packets }: ServiceSpec): PacketSpec[] {
  const isKnown = ({ fields }: PacketSpec) =>
    fields.length > 0 && (isText(fields[0]) ? fields.length === 1 : fields.every(isNumber));
  return packets
    .filter((p) => isOwnRegister(p) && (p.identifierName !== "reading" || p.fields.length > 1) && isKnown(p))
    .slice(0, MAX_REGISTERS);
}

/** True for a register that says something of its service, and not of services as such. */
function isOwnRegister({ kind, identifier }: PacketSpec): boolean {
  return ["ro", "rw", "const"].includes(kind) && !COMMON_REGISTERS.includes(identifier);
}

/** Values that a register is tried with. */
function settings({ fields }: PacketSpec): State[] {
  if (fields.length === UNUSUAL_TIME.length) return [UNUSUAL_TIME, ...SPECIAL_TIMES];
  if (fields.length > 1) return [fields.map((_, i) => UNUSUAL[i % UNUSUAL.length])];
  return [isText(fields[0]) ? UNKNOWN : unusual(fields[0])];
}

function setTo(what: string, { name }: PacketSpec, to: State): Step {
  return { do: "set", what, to, register: name };
}

/** Requests that others can make of a service that the firmware offers. */
function requests({ camelName: service, packets }: ServiceSpec): Step[][] {
  return packets.flatMap((packet): Step[][] => {
    const values = argumentsOf(packet.fields);
    if (packet.kind === "command")
      return values.map((said): Step[] => [{ do: "call", service, command: packet.name, values: said }]);
    if (packet.kind === "const" || !isOwnRegister(packet)) return [];
    const register = packet.name;
    return [
      [{ do: "ask", service, register }],
      ...(packet.kind === "rw" ? values : []).map((said): Step[] => [
        { do: "write", service, register, values: said },
      ]),
    ];
  });
}

/** Values for the fields of a packet: once with unknown words, and once with digits where it has texts. */
function argumentsOf(fields: readonly FieldSpec[]): CallValue[][] {
  const words = fields.map((field, i) => argument(field, i, UNKNOWN));
  const digits = fields.map((field, i) => argument(field, i, DIGITS));
  return fields.some(isText) ? [words, digits] : [words];
}

function emission(what: string, { name, fields }: PacketSpec): Step {
  const [values] = argumentsOf(fields);
  return { do: "emit", what, event: name, ...(fields.length > 0 && { values }) };
}

function argument(field: FieldSpec, index: number, text: string): CallValue {
  if (field.type === "bool") return true;
  return isNumber(field) ? unusual(field, index) : `${text}${index}`;
}

function isText({ type }: FieldSpec): boolean {
  return type === "string" || type === "string0";
}

function isNumber({ type }: FieldSpec): boolean {
  return /^[iu]\d/.test(type);
}

/** A number that a field can hold, and that hardly any firmware waits for. */
function unusual({ type }: FieldSpec, index = 0): number {
  const number = UNUSUAL[index % UNUSUAL.length];
  return /^[iu]0\./.test(type) ? number / 100 : number;
}

/** Thresholds and magic values, and the numbers beside them. */
function numbersBeside(written: readonly number[]): number[] {
  return [...new Set(written.flatMap((n) => [n, n + 1, n - 1]))].slice(0, MAX_NUMBERS);
}
