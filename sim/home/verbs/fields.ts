/** Fields that steps of a scenario have: their tests, and their descriptions for messages and the reference. */
import { parseDuration } from "../../tape/duration.ts";

/** Virtual time as text: `500ms`, `30s`, `5m`, `24h`. */
export type Duration = string;

/** State of something on the bus, such as a reading. */
export type State = number | string | boolean | readonly number[];

/** Value of a command's field. */
export type CallValue = number | string | boolean;

/** Value of a setting, or of a message of the cloud. */
export type JsonValue =
  | CallValue
  | readonly (JsonValue | null)[]
  | { readonly [member: string]: JsonValue | null };

/** Deeper than anything that fits into one frame. */
const MAX_JSON_DEPTH = 50;

export interface Field {
  readonly is: (value: unknown) => boolean;
  /** Such as `a number`. */
  readonly what: string;
  readonly isOptional: boolean;
}

type Required = Field & { readonly isOptional: false };

function required(what: string, is: Field["is"]): Required {
  return { is, what, isOptional: false };
}

export function optional({ is, what }: Required): Field & { readonly isOptional: true } {
  return { is, what, isOptional: true };
}

export function oneOf(texts: readonly string[]): Required {
  return required(`one of ${texts.join(", ")}`, (v) => texts.includes(v as string));
}

export function oneOfOrNull(texts: readonly string[]): Required {
  return required(`null or ${oneOf(texts).what}`, (v) => v === null || texts.includes(v as string));
}

export const TEXT = required("a text", (v) => typeof v === "string" && v !== "");
export const ANY_TEXT = required("a text", (v) => typeof v === "string");
export const HEX = required(
  "pairs of hexadecimal digits",
  (v) => typeof v === "string" && /^(?:[0-9a-f]{2})*$/i.test(v),
);
export const TIME = required(
  "a time such as 500ms, 30s or 5m",
  (v) => typeof v === "string" && parseDuration(v) !== null,
);
export const NUMBER = required("a number", (v) => typeof v === "number" && Number.isFinite(v));
export const POSITIVE = required(
  "a number above 0",
  (v) => typeof v === "number" && Number.isFinite(v) && v > 0,
);
export const COUNT = required("a whole number above 0", (v) => Number.isSafeInteger(v) && (v as number) > 0);
/** From as good as nothing to a transmitter beside the antenna. */
export const SIGNAL_DBM = required(
  "a whole number from -120 to 0",
  (v) => Number.isInteger(v) && (v as number) >= -120 && (v as number) <= 0,
);
export const SHARE = required("a number from 0 to 1", (v) => typeof v === "number" && v >= 0 && v <= 1);
export const FLAG = required("true or false", (v) => typeof v === "boolean");
/** Names are tokens (RFC 9110, 5.6.2); a value is one line. */
export const HEADERS = required(
  "names of headers, each with a text of one line",
  (v) =>
    typeof v === "object" &&
    v !== null &&
    !Array.isArray(v) &&
    Object.entries(v).every(
      ([name, value]) =>
        /^[\w!#$%&'*+.^`|~-]+$/.test(name) && typeof value === "string" && !/[\0\r\n]/.test(value),
    ),
);
export const STATE = required("a number, text, true, false or a list of numbers", isState);
export const STATES = required(
  "a list of numbers, texts, true, false or lists of numbers",
  (v) => Array.isArray(v) && v.every(isState),
);
export const VALUES = required(
  "a list of numbers, texts, true or false",
  (v) => Array.isArray(v) && v.every(isCallValue),
);

export const JSON_VALUE = required("a text, number, true, false, list or object", (v) => isJsonValue(v, 0));

function isJsonValue(value: unknown, depth: number): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (isCallValue(value)) return true;
  if (typeof value !== "object" || value === null || depth > MAX_JSON_DEPTH) return false;
  return Object.values(value).every((member) => member === null || isJsonValue(member, depth + 1));
}

function isState(value: unknown): value is State {
  return isCallValue(value) || (Array.isArray(value) && value.every((n) => typeof n === "number"));
}

function isCallValue(value: unknown): value is CallValue {
  return ["number", "string", "boolean"].includes(typeof value);
}

/** Microseconds of a time that was checked to be one. */
export function micros(duration: Duration): number {
  return parseDuration(duration)!;
}
