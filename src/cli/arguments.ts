/** Values of options, read from what was typed. */
import { InvalidArgumentError } from "commander";
import { parseDuration } from "../../sim/tape/duration.ts";
import { didYouMean } from "../closest.ts";
import { isDay } from "../day.ts";
import { isShare, SHARE } from "../share.ts";

export const TIME = "such as 500ms, 60s, 5m or 24h";

export function parseSeed(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(seed))
    throw new InvalidArgumentError(`It must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}.`);
  return seed;
}

/** A list of names with commas between; a name that is not among `known` is refused. */
export function parseNames<T extends string>(known: readonly T[]): (text: string) => T[] {
  return (text) =>
    text.split(",").map((part) => {
      const name = part.trim() as T;
      if (known.includes(name)) return name;
      throw new InvalidArgumentError(
        `There is no "${name}".${didYouMean(name, known)} It can be: ${known.join(", ")}.`,
      );
    });
}

export function parseCount(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > 1_000_000) {
    throw new InvalidArgumentError("It must be a whole number from 1 to 1000000.");
  }
  return count;
}

export function parseShare(text: string): string {
  if (!isShare(text)) throw new InvalidArgumentError(`It must be ${SHARE}.`);
  return text;
}

export function parseDay(text: string): string {
  if (!isDay(text)) throw new InvalidArgumentError("It must be a day, such as 2027-01-31.");
  return text;
}

export function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535)
    throw new InvalidArgumentError("It must be a whole number from 1 to 65535.");
  return port;
}

export function parseBaud(text: string): number {
  const baud = Number(text);
  if (!/^\d+$/.test(text) || baud < 9_600 || baud > 4_000_000)
    throw new InvalidArgumentError("It must be a whole number from 9600 to 4000000.");
  return baud;
}

const SIZE_UNITS: Readonly<Record<string, number>> = { MB: 2 ** 20, GB: 2 ** 30 };

/** Bytes. */
export function parseSize(text: string): number {
  const [, number, unit] = /^(\d{1,6}) ?([MG]B)$/i.exec(text) ?? [];
  if (number === undefined || Number(number) === 0)
    throw new InvalidArgumentError("It must be a size, such as 512MB or 8GB.");
  return Number(number) * SIZE_UNITS[unit.toUpperCase()];
}

export function parseTime(text: string): number {
  const micros = parseDuration(text);
  if (micros === null) throw new InvalidArgumentError(`It must be a time, ${TIME}.`);
  return micros;
}
