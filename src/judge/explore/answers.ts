/**
 * Answers: values that inputs would have to have for a question of firmware to end the other way. An equality asks for a
 * value, an order for its bound and the numbers beside it, a member that is missing for one, a search for what is
 * sought.
 */
import type { Comparison, Lookup, Search, Test } from "../../../sim/device/inside/observations.ts";
import type { SeenValue } from "../../../sim/device/inside/values.ts";
import { toBytes, toHex } from "../../../sim/tape/bytes.ts";
import type { Insight, OwnPlace } from "../subject.ts";
import { type Json, type Origin, Origins, parsedJson, withMember } from "./origins.ts";

/** Something that the world says to firmware: a text, or a number. */
export interface Said {
  /** Number of the input. */
  readonly input: number;
  /** Speaker, and the way of saying it: a question about the same is the same question. */
  readonly by: string;
  readonly value: Json;
  /** Numbers that are so near to the value count as it: what a register holds is rounded. */
  readonly tolerance?: number;
  /** A secret: firmware looks for it in what it logs, to leave it out, so a text in which it is sought is no answer. */
  readonly isSecret?: boolean;
  /** Milliseconds for which something goes on. */
  readonly isTime?: boolean;
  /** It arrives as bytes, a character each. */
  readonly isBytes?: boolean;
  /** Headers of a reply, of which firmware asks for one by its name. */
  readonly isHeaders?: boolean;
}

export interface Answer {
  /** Number of the input. */
  readonly input: number;
  /** Value that is to be said instead. */
  readonly value: Json;
  /** Place that asked. */
  readonly own: OwnPlace;
  /** The question, but for the value that it was about: equal where the same was asked for. */
  readonly question: string;
  /** Firmware compared it with what the same speaker said before: it is to be said after that. */
  readonly isNext?: true;
}

/** Headers of the replies of this world: an object that has one holds a reply's headers. */
const USUAL_HEADERS = ["content-type", "content-length"];
/** Headers that say how long a reply is, which libraries ask for. */
const FRAMING_HEADERS = [...USUAL_HEADERS, "connection", "transfer-encoding", "content-encoding"];
/** Loops do not wait longer than that between two rounds; firmware that does something again and again does. */
const LOOP_MICROS = 2e6;
/** Rounds of a loop that are told apart. */
const MAX_ROUNDS = 40;
/** Members that are tried of an object that has not the one that was asked for. */
const MAX_NAMES = 12;
/** Words of a text in which an input was sought. */
const MAX_WORDS = 12;

export class Answers {
  private readonly origins = new Origins();
  private readonly answers = new Map<string, Answer>();
  private readonly approximate: readonly Said[];
  /** Program counters of conditions of loops. */
  private readonly loops = new Set<number>();
  private tokens = 0;
  /** Times that each place asked before: in a loop, each time is another question. */
  private readonly rounds = new Map<number, number>();

  constructor(
    private readonly said: readonly Said[],
    /** Part of the values that are made up, so that those of two runs differ. */
    private readonly mark: string,
  ) {
    for (const { input, value, isBytes } of said) {
      const origin: Origin = { input, put: (wanted) => wanted };
      if (isBytes === true && typeof value === "string") this.origins.arrives(value, origin);
      else this.origins.said(value, origin);
    }
    this.approximate = said.filter(({ tolerance }) => tolerance !== undefined);
  }

  /** Each once, in the order in which they were asked for. */
  to(insights: readonly Insight[]): Answer[] {
    this.findLoops(insights);
    for (const { seen, own } of insights) {
      this.origins.tick();
      if (own !== null && seen.what !== "use")
        this.rounds.set(own.pc, Math.min(MAX_ROUNDS, (this.rounds.get(own.pc) ?? -1) + 1));
      switch (seen.what) {
        case "comparison":
          this.compared(seen, own);
          break;
        case "test":
          this.tested(seen, own);
          break;
        case "lookup":
          this.lookedUp(seen, own);
          break;
        case "search":
          this.searched(seen, own);
          break;
        case "use":
          for (const value of seen.of) this.near(value);
          this.origins.used(seen);
          if (seen.name === "JSON.parse") this.parsed(seen.of[0], own);
          if (seen.name === "Buffer.from") this.decoded(seen.of, own);
      }
    }
    return [...this.answers.values()];
  }

  /** Orders of numbers that ended in both ways, one soon after the other, are conditions of loops. */
  private findLoops(insights: readonly Insight[]): void {
    const before = new Map<number, { result: boolean; atMicros: number }>();
    for (const { seen, own } of insights) {
      if (seen.what !== "comparison" || own === null) continue;
      if (seen.operator !== "<" && seen.operator !== "<=") continue;
      const last = before.get(own.pc);
      const isSoon = last !== undefined && seen.atMicros - last.atMicros < LOOP_MICROS;
      if (isSoon && last.result && !seen.result) this.loops.add(own.pc);
      before.set(own.pc, seen);
    }
  }

  private compared({ operator, left, right, result }: Comparison, own: OwnPlace | null): void {
    this.near(left);
    this.near(right);
    const areNumbers = typeof left === "number" && typeof right === "number";
    const isEquality = operator !== "<" && operator !== "<=";
    const inputsOf = (value: SeenValue) =>
      this.origins
        .of(value)
        .flatMap(({ input }) => (typeof this.said[input]?.value === "string" ? input : []));
    // Two sayings of one speaker are compared: the later with the earlier.
    const isNext =
      areNumbers && !isEquality && inputsOf(right).some((input) => inputsOf(left).includes(input));
    // Libraries compare positions and lengths all the time, and loops go on until they end.
    if (areNumbers && (own?.isInnermost !== true || this.loops.has(own.pc))) return;
    if (isEquality && result === (operator === "===" || operator === "==")) return;
    for (const [side, other] of [
      [left, right],
      [right, left],
    ]) {
      if (typeof other === "object" && other !== null) continue;
      const wanted = isEquality ? (other === undefined ? [] : [other]) : ordered(other, side === left);
      for (const origin of [...this.origins.of(side), ...this.inProportion(side)])
        for (const value of wanted)
          this.want(
            origin,
            value,
            own,
            isNext ? `after ${this.said.length}` : soughtFor(side, other),
            isNext,
          );
    }
  }

  /** A number may have been counted while something went on: it is taken to grow with its time. */
  private inProportion(value: SeenValue): Origin[] {
    if (typeof value !== "number" || value < 2 || this.origins.of(value).length > 0) return [];
    return this.said.flatMap(({ input, value: said, isTime }): Origin[] => {
      if (isTime !== true || typeof said !== "number") return [];
      return [{ input, put: (wanted) => (typeof wanted === "number" ? (said * wanted) / value : null) }];
    });
  }

  private tested({ operator, value, result }: Test, own: OwnPlace | null): void {
    const wanted: readonly Json[] =
      operator === "truth"
        ? result === true
          ? [typeof value === "number" ? 0 : ""]
          : [1, "on"]
        : operator === "typeof"
          ? [7, true, { [this.token()]: 1 }, [this.token()]]
          : [];
    for (const origin of this.origins.of(value))
      for (const one of wanted) this.want(origin, one, own, operator);
  }

  private lookedUp({ object, member, found, names }: Lookup, own: OwnPlace | null): void {
    if (found !== undefined) {
      this.origins.found(object, member, found);
      this.near(found);
    }
    if (typeof object === "string" && typeof member === "number")
      for (const origin of this.origins.of(object))
        this.want(origin, withMember([], member, this.token()), own, `list ${member}`);
    if (found !== undefined) return;
    if (typeof member === "string" || typeof member === "number") {
      const whole = this.origins.whole(object);
      if (whole !== undefined)
        this.want(whole.origin, withMember(whole.json, member, this.token()), own, `${member}`);
      else if (typeof object === "string" || typeof object === "number")
        for (const origin of this.origins.of(object))
          this.want(origin, { [member]: this.token() }, own, `${member}`);
      else if (typeof member === "number" && typeof object === "object" && object !== null) {
        const longer = this.origins.missingPart(member, () => this.token());
        for (const origin of longer?.origins ?? []) this.want(origin, longer!.text, own, `part ${member}`);
      }
    }
    const isHeader = names.some((name) => USUAL_HEADERS.includes(name));
    if (typeof member === "string" && isHeader && !FRAMING_HEADERS.includes(member))
      for (const { input, isHeaders } of this.said)
        if (isHeaders === true)
          this.want({ input, put: (wanted) => wanted }, { [member]: this.token() }, own, member);
    for (const origin of this.origins.of(member))
      for (const name of names.slice(0, MAX_NAMES)) this.want(origin, name, own, name);
  }

  /** A text that is no JSON is asked to be some. */
  private parsed(text: SeenValue, own: OwnPlace | null): void {
    if (typeof text !== "string" || parsedJson(text) !== undefined) return;
    for (const origin of this.origins.of(text)) this.want(origin, "{}", own, "JSON");
  }

  /** A text that holds no hexadecimal digits is asked to hold some. */
  private decoded([text, encoding]: readonly SeenValue[], own: OwnPlace | null): void {
    if (typeof text !== "string" || encoding !== "hex" || /^(?:[0-9a-f]{2})+$/i.test(text)) return;
    for (const origin of this.origins.of(text)) this.want(origin, toHex(toBytes(text)), own, "hex");
  }

  private searched({ text, sought, result }: Search, own: OwnPlace | null): void {
    this.origins.searched(text, sought, result);
    if (sought === "") return;
    for (const origin of this.origins.of(text))
      for (const value of result < 0 ? [sought + text, text + sought, `${text}${sought}xy`, sought] : [])
        this.want(origin, value, own, sought);
    const open = this.origins.of(sought).filter(({ input }) => this.said[input]?.isSecret !== true);
    const words = [text, ...text.split(/[^A-Za-z0-9_-]+/)].filter((word) => word !== "");
    for (const origin of open)
      for (const word of result < 0 ? words.slice(0, MAX_WORDS) : []) this.want(origin, word, own, word);
  }

  /** A number may be one that the world said, rounded. */
  private near(value: SeenValue): void {
    if (typeof value !== "number" || this.origins.of(value).length > 0) return;
    for (const { input, value: said, tolerance } of this.approximate)
      if (typeof said === "number" && value !== said && Math.abs(value - said) <= tolerance!)
        this.origins.learn(value, { input, put: (wanted) => wanted });
  }

  private want(
    { input, put }: Origin,
    wanted: Json,
    own: OwnPlace | null,
    about: string,
    isNext = false,
  ): void {
    const value = own === null ? null : put(wanted);
    if (value === null) return;
    const key = JSON.stringify([own!.pc, input, value]);
    const question = `${own!.pc} ${this.said[input]?.by} ${about} ${this.rounds.get(own!.pc) ?? 0}`;
    if (!this.answers.has(key))
      this.answers.set(key, { input, value, own: own!, question, ...(isNext && { isNext }) });
  }

  private token(): string {
    return `q${this.mark}${this.tokens++}`;
  }
}

/** The other side, and how much of it one side has already: what has more of it is worth another try. */
function soughtFor(side: SeenValue, other: SeenValue): string {
  if (typeof side !== "string" || typeof other !== "string") return String(other);
  const differs = [...other].findIndex((character, i) => side[i] !== character);
  return differs < 1 ? other : `${other} ${differs}`;
}

/** Numbers that an order asks of one side, also where both sides are texts. */
function ordered(other: SeenValue, isLeft: boolean): number[] {
  if (typeof other === "number") return around(other);
  return typeof other === "string" ? [isLeft ? 1 : 2] : [];
}

/** The bound of an order, and numbers beside it. */
function around(bound: number): number[] {
  if (Number.isInteger(bound) || Math.abs(bound) > 2) return [bound + 1, bound - 1, bound];
  return [bound + 0.05, bound / 2, bound - 0.05, bound];
}
