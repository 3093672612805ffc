/** Inputs of a play: everything in it that the world says to firmware, and the play in which it says something else. */
import type { Step } from "../../../sim/home/scenario.ts";
import type { JsonValue } from "../../../sim/home/verbs/fields.ts";
import { fromHex, fromLatin1, toBytes, toHex, toLatin1 } from "../../../sim/tape/bytes.ts";
import { MAX_DURATION_MICROS, parseDuration } from "../../../sim/tape/duration.ts";
import type { Said } from "./answers.ts";
import { type Json, parsedJson } from "./origins.ts";
import type { Play } from "./play.ts";

export interface Input extends Omit<Said, "input"> {
  /** The play in which this is said instead; null where it cannot be. */
  readonly saying: (value: Json) => Play | null;
}

/** A step's input: its value, and the step with another one. */
interface StepInput extends Omit<Said, "input" | "by" | "isSecret"> {
  readonly saying: (value: Json) => Step | null;
}

/** Registers hold numbers with some of their bits behind the point. */
const REGISTER_TOLERANCE = 0.02;
/** Firmware measures a time by its own clock. */
const CLOCK_TOLERANCE_MILLIS = 120;
/** Longest press, pause and outage that are tried. */
const LONGEST_MILLIS = 600_000;
/** Weakest signal that a receiver tells from noise. */
const LEAST_DBM = -100;
/** A time as a real-time clock tells it: year, month, day, day of the week, hour, minute, second. */
const TIME_FIELDS = { count: 7, day: 2, weekday: 3 };
/** Highest status of a reply (RFC 9110, 15). */
const MAX_STATUS = 599;

export function inputsOf(play: Play): Input[] {
  return play.steps.flatMap((step, at) =>
    inputsOfStep(step).map(({ saying, ...input }, i) => ({
      ...input,
      by: `${step.do} ${speakerOf(step)} ${i}`,
      saying: (value: Json) => {
        const other = saying(value);
        return other === null ? null : { ...play, steps: play.steps.with(at, other) };
      },
    })),
  );
}

function speakerOf(step: Step): string {
  if ("host" in step) return step.host;
  if ("topic" in step) return step.topic;
  if ("what" in step) return step.what;
  return "key" in step ? step.key : "";
}

/** The play in which random numbers have this share of their range from its beginning on. */
export function withChance(play: Play, share: number): Play {
  const steps = play.steps.filter((step) => step.do !== "chance");
  return { ...play, steps: [{ do: "chance", share }, ...steps] };
}

function inputsOfStep(step: Step): StepInput[] {
  switch (step.do) {
    case "reply":
      return [
        { value: step.body ?? "", saying: (value) => ({ ...step, body: textOf(value) }) },
        {
          value: step.status ?? 200,
          saying: (value) => (isWhole(value, 100, MAX_STATUS) ? { ...step, status: value } : null),
        },
        {
          value: null,
          isHeaders: true,
          saying: (value) => ({
            ...step,
            headers: { ...step.headers, ...(value as Record<string, string>) },
          }),
        },
        ...Object.entries(step.headers ?? {}).map(([name, value]) => ({
          value,
          saying: (other: Json) => ({ ...step, headers: { ...step.headers, [name]: textOf(other) } }),
        })),
      ];
    case "publish":
      return [
        ...payloadInputs(step),
        {
          value: step.topic,
          saying: (value) => (typeof value === "string" && value !== "" ? { ...step, topic: value } : null),
        },
      ];
    case "set": {
      const { to } = step;
      if (typeof to === "object")
        return to.map((value, i) => ({
          value,
          saying: (other) => (typeof other === "number" ? { ...step, to: withField(to, i, other) } : null),
        }));
      return [
        {
          value: to,
          ...(typeof to === "number" && { tolerance: REGISTER_TOLERANCE }),
          saying: (value) => (typeof value === typeof to ? { ...step, to: value as typeof to } : null),
        },
      ];
    }
    case "call":
    case "write":
      return valueInputs(step.values, (values) => ({ ...step, values }));
    case "emit":
      return valueInputs(step.values, (values) => ({ ...step, values }));
    case "writeSetting":
      return [
        typeof step.value === "number"
          ? {
              value: step.value,
              saying: (value) => (typeof value === "number" ? { ...step, value } : null),
            }
          : jsonInput(step.value, (value) => ({ ...step, value })),
      ];
    case "cloudMessage":
      return [
        jsonInput(step.value, (value) => ({ ...step, value })),
        {
          value: step.topic,
          saying: (topic) => (typeof topic === "string" && topic !== "" ? { ...step, topic } : null),
        },
      ];
    case "signal":
      return [{ value: step.dbm, saying: (dbm) => (isWhole(dbm, LEAST_DBM, 0) ? { ...step, dbm } : null) }];
    case "neighbour":
      return [
        {
          value: step.ssid,
          saying: (ssid) => (typeof ssid === "string" && ssid !== "" ? { ...step, ssid } : null),
        },
        {
          value: step.dbm ?? null,
          saying: (dbm) => (isWhole(dbm, LEAST_DBM, 0) ? { ...step, dbm } : null),
        },
      ];
    case "press":
    case "loseWifi":
      return step.for === undefined
        ? []
        : [{ ...timeInput(step.for, LONGEST_MILLIS, (time) => ({ ...step, for: time })), isTime: true }];
    case "wait":
      return [timeInput(step.for, LONGEST_MILLIS, (time) => ({ ...step, for: time }))];
    case "jumpClock":
      return [timeInput(step.by, MAX_DURATION_MICROS / 1_000, (time) => ({ ...step, by: time }))];
    default:
      return [];
  }
}

/** A packet with another field. The day of the week is another where the day of a time is. */
function withField(fields: readonly number[], at: number, value: number): number[] {
  const isWeekday = fields.length === TIME_FIELDS.count && at === TIME_FIELDS.weekday;
  if (!isWeekday) return fields.with(at, value);
  const { day } = TIME_FIELDS;
  return fields.with(at, value).with(day, fields[day] + value - fields[at]);
}

/** Content of a message: as a text, unless it is none, and as bytes. */
function payloadInputs({ payload, hex, ...step }: Extract<Step, { readonly do: "publish" }>): StepInput[] {
  const bytes = hex === undefined ? toBytes(payload ?? "") : fromHex(hex);
  return [
    ...(hex === undefined
      ? [{ value: payload ?? "", saying: (value: Json): Step => ({ ...step, payload: textOf(value) }) }]
      : []),
    {
      value: toLatin1(bytes),
      isBytes: true,
      saying: (value) => {
        if (typeof value !== "string") return null;
        const isText = /^[\x20-\x7e]*$/.test(value);
        return isText ? { ...step, payload: value } : { ...step, hex: toHex(fromLatin1(value)) };
      },
    },
  ];
}

/** Values of a packet's fields: each keeps its type. */
function valueInputs<Value extends Json>(
  values: readonly Value[] = [],
  withValues: (values: readonly Value[]) => Step,
): StepInput[] {
  return values.map((value, i) => ({
    value,
    saying: (other) => {
      const said = typeof value === "string" ? textOf(other) : other;
      return typeof said === typeof value ? withValues(values.with(i, said as Value)) : null;
    },
  }));
}

/** A value that is kept or sent as JSON. */
function jsonInput(value: JsonValue, withValue: (value: JsonValue) => Step): StepInput {
  return {
    value: JSON.stringify(value),
    saying: (text) => {
      const other = typeof text === "string" ? parsedJson(text) : undefined;
      return other === undefined || other === null ? null : withValue(other as JsonValue);
    },
  };
}

/** A time, which firmware sees as milliseconds. */
function timeInput(duration: string, mostMillis: number, withTime: (time: string) => Step): StepInput {
  return {
    value: parseDuration(duration)! / 1_000,
    tolerance: CLOCK_TOLERANCE_MILLIS,
    saying: (millis) =>
      typeof millis === "number" && millis >= 1 && millis <= mostMillis
        ? withTime(`${Math.ceil(millis)}ms`)
        : null,
  };
}

function isWhole(value: Json, least: number, most: number): value is number {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
