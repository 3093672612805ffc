/** Playbook of the trigger search: everything that can happen to a device, each by itself. */
import type { ServiceSpec } from "../../../sim/device/image.ts";
import { type Step, TRIED_STEPS } from "../../../sim/home/verbs/verbs.ts";
import { TRIED_TROUBLES } from "../../../sim/net/troubles.ts";
import type { Handles, Program } from "../subject.ts";

export interface Play {
  readonly steps: readonly Step[];
  /** Virtual time for which firmware is watched afterwards. */
  readonly watch: string;
  /** It happens when the device has just been switched on, and not when it is up and running. */
  readonly early?: true;
}

/** Firmware that reacts at once has reacted by then. */
export const SHORT = "2s";
/** Firmware that reports now and then has done so by then. */
export const LONG = "20s";

const MAX_WORDS = 40;
const MAX_NUMBERS = 24;
const MAX_TOPICS = 3;

/** Short plays first, then the few that take a long time by themselves; then each short one again as a long one. */
export function playbook(program: Program, handles: Handles): Play[] {
  const moments = momentsOf(program, handles);
  return [
    ...moments.map((steps): Play => ({ steps, watch: SHORT })),
    ...TRIED_TROUBLES.map((trouble): Play => {
      return { steps: [{ do: "trouble", host: "*", trouble }], watch: LONG, early: true };
    }),
    ...spells().map((steps): Play => ({ steps, watch: LONG })),
    ...moments.map((steps): Play => ({ steps, watch: LONG })),
  ];
}

/** Steps that happen in a moment. */
function momentsOf({ literals, services }: Program, { peers, offered }: Handles): Step[][] {
  const words = literals.texts.slice(0, MAX_WORDS);
  const numbers = numbersBeside(literals.numbers);
  const specOf = (serviceClass: number) => services.find((spec) => spec.classIdentifier === serviceClass);
  const topics = words.filter((word) => word.includes("/")).slice(0, MAX_TOPICS);
  return [
    [{ do: "reset" }],
    [{ do: "cutPower" }],
    [{ do: "factoryReset" }],
    ...peers.flatMap(({ name, serviceClass }) => happenings(name, specOf(serviceClass)!, numbers)),
    ...words.flatMap((word): Step[][] => [
      [{ do: "reply", host: "*", body: word }],
      [
        {
          do: "reply",
          host: "*",
          body: JSON.stringify({ command: word, cmd: word, action: word, [word]: 1 }),
        },
      ],
      ...topics.map((topic): Step[] => [{ do: "publish", topic, payload: word }]),
    ]),
    ...[401, 404, 503].map((status): Step[] => [{ do: "reply", host: "*", status, body: "" }]),
    ...services
      .filter((spec) => offered.includes(spec.classIdentifier))
      .flatMap((spec) => requests(spec, words[0] ?? "x")),
    ...TRIED_STEPS.map((step) => [step]),
  ];
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
    ...spec.packets
      .filter((p) => p.kind === "event")
      .map((p): Step[] => [{ do: "emit", what, event: p.name }]),
    ...[...values].flatMap((to): Step[][] => (to === undefined ? [] : [[{ do: "set", what, to }]])),
    [{ do: "unplug", what }],
    [{ do: "unplug", what }, pause, { do: "plug", what }],
  ];
}

/** Requests that others can make of a service that the firmware offers. */
function requests(spec: ServiceSpec, word: string): Step[][] {
  return spec.packets.flatMap((packet): Step[][] => {
    if (packet.kind === "command") {
      const values = packet.fields.map(() => word);
      return [[{ do: "call", service: spec.camelName, command: packet.name, values }]];
    }
    return packet.kind === "ro" || packet.kind === "rw"
      ? [[{ do: "ask", service: spec.camelName, register: packet.name }]]
      : [];
  });
}

/** Thresholds and magic values, and the numbers beside them. */
function numbersBeside(written: readonly number[]): number[] {
  return [...new Set(written.flatMap((n) => [n, n + 1, n - 1]))].slice(0, MAX_NUMBERS);
}
