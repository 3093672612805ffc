/**
 * Trigger search: looks for a scenario in which a secret shows that stays home otherwise. A device that has been
 * set up is forked again and again, in two worlds that differ in all secrets, and something happens in both: a
 * press, an extreme reading, a reply, a lost network, a restart, a jump of the clock.
 *
 * Questions of firmware about what it was told (answers.ts) say what to tell it next, and its counts (counting.ts) how often
 * or how long. Scenarios that make code run which has not run before are kept and continued (coverage-guided
 * fuzzing; M. Zalewski's AFL made it popular). Where the worlds then look different, the scenario is made as short as it
 * goes. Deterministic by seed.
 */

import { BadScenario, type ScenarioData, type Step } from "../../../sim/home/scenario.ts";
import { toBytes, toLatin1 } from "../../../sim/tape/bytes.ts";
import { formatDuration, parseDuration } from "../../../sim/tape/duration.ts";
import type { Tape } from "../../../sim/tape/tape.ts";
import { LONGEST } from "../policy/corner-values.ts";
import { type Secret, variant } from "../policy/secret.ts";
import type { Circumstances, Run } from "../subject.ts";
import type { Change, HowToAttempt, Runner } from "../verdict/runner.ts";
import { type Answer, Answers } from "./answers.ts";
import { type Closed, ClosedComparisons } from "./closed.ts";
import { countsIn } from "./counting.ts";
import { describeSteps } from "./describe-steps.ts";
import { furtherTimes } from "./further-times.ts";
import { type Input, inputsOf, withChance } from "./inputs.ts";
import { CHANCE, type Json, parsedJson } from "./origins.ts";
import { continuedBy, costOf, LONG, leftAlone, lengthMicros, type Play, scenarioOf } from "./play.ts";
import { type Listened, listenedIn, playbook, toldBy } from "./playbook.ts";
import { runDifferences } from "./run-differences.ts";
import { shortened } from "./shorten.ts";
import { inTurn, Turns } from "./turns.ts";

/** Summary of a search, as reports tell it. */
export interface Exploration {
  readonly tried: number;
  /** Scenarios that it may try. */
  readonly budget: number;
  /** Scenarios that it found. */
  readonly found: number;
  /** Nothing was left to try before the budget was spent. */
  readonly exhausted: boolean;
  /** Questions of the firmware that always ended in the same way, though it has code for the other. */
  readonly closed: readonly Closed[];
}

/** Something in which the worlds look different that they do not when firmware is left alone. */
export interface Found {
  readonly scenario: ScenarioData;
  readonly circumstances: Circumstances;
  /** Values that show something of their own secret, by its name. */
  readonly values: Readonly<Record<string, string>>;
}

/** Names of scenarios that the search found start so. */
const FOUND = "found by search: ";
const MAX_FOUND = 8;
/** Scenarios that are judged: what looks different may be allowed. */
const MAX_JUDGED = 12;
/** Shorter scenarios that are tried for each that was found; the judge goes on with what is left. */
const MAX_TRIES = 6;
/** Run that says when firmware does what by itself. */
const USUAL_MICROS = 150e6;
/** Firmware that asks every few seconds has asked twice by then. */
const TWICE_HEARD_MICROS = 14e6;
/** Answers of one play that are tried. */
const MAX_ANSWERS = 40;
/** Added to the seed for other random bytes of the device. */
const OTHER_CHANCE = 0xc0de;
/** Urgent answers to the questions of one place: a loop may ask for more and more. */
const MAX_FRESH = 60;
/** Characters of a play as JSON: firmware may ask for more and more. */
const MAX_PLAY_CHARACTERS = 8_000;
/** Largest share of a search that one play may take. */
const MAX_SHARE = 0.2;
/** Tries that one play may always take. */
const LEAST_AFFORDED = 3;
/** Shortest key or token. */
const LEAST_KEY_BYTES = 8;
/** Plays that come in a row before those of another kind have their turn. */
const URGENT_IN_ROW = 4;
const FIRST_IN_ROW = 2;
/** Plays that may be done ahead. */
const PLAYS_AHEAD = 12;

export interface Limits {
  /** Scenarios that are tried; one that takes minutes of virtual time counts more than once. */
  readonly budget: number;
  /** Called with the tries that are spent. */
  readonly on?: (spent: number) => void;
  /** Scenarios in which a secret shows, after which the search ends; default: {@link MAX_FOUND}. */
  readonly most?: number;
}

/**
 * Searches with the runner of a check, which has discovered the secrets. `confirm` judges what is found: true if it shows
 * a secret that nothing allows to show.
 */
export function explore(runner: Runner, limits: Limits, confirm: (found: Found) => boolean): Exploration {
  return new Explorer(runner, confirm).search(limits);
}

/** A play with what it led to. */
interface Played {
  readonly play: Play;
  readonly run: Run;
  /** The run with other values of all secrets; null where nothing new was seen in the first. */
  readonly twin: Run | null;
  readonly answers: readonly Answer[];
}

class Explorer {
  private readonly urgent: Play[] = [];
  private readonly continued: Play[] = [];
  private readonly later: Play[] = [];
  /** Plays whose answers were not tried, as nothing in them was new. */
  private readonly unanswered: Play[] = [];
  private readonly planned = new Set<string>();
  private readonly signatures = new Set<string>();
  private readonly outcomes = new Set<string>();
  private readonly questions = new Set<string>();
  /** Answers that were urgent, by the program counter that asked. */
  private readonly asked = new Map<number, number>();
  private readonly listened = new Set<string | number>();
  private readonly counted = new Set<string>();
  private readonly known = new Set<string>();
  /** Differences between the sides of comparisons that firmware makes when it is left alone, the last ones. */
  private usual: ReadonlyMap<number, number> = new Map();
  private readonly closed = new ClosedComparisons();
  /** Scenarios that were judged, and those that showed something. */
  private judged = 0;
  private found = 0;
  /** Values of the secrets in the world that is compared. */
  private readonly changes: readonly Change[];
  private tried = 0;
  private spent = 0;
  private budget = 0;

  constructor(
    private readonly runner: Runner,
    private readonly confirm: (found: Found) => boolean,
  ) {
    this.changes = runner.secrets.flatMap((secret) => {
      const value = variant(secret, "different", runner.options.seed);
      return value === null || secret.baked ? [] : [{ secret, value }];
    });
  }

  search({ budget, most = MAX_FOUND, on }: Limits): Exploration {
    this.budget = budget;
    const { program } = this.runner.subject;
    const { virtualMicros } = this.runner.options;
    const plain: Play = { steps: [], watch: formatDuration(virtualMicros), early: true };
    for (const key of runDifferences(this.runner, this.runOf(plain, []), this.twinOf(plain)))
      this.known.add(key);
    const usual = this.play({ steps: [], watch: formatDuration(USUAL_MICROS), early: true }, 0)!;
    this.listen(usual);
    this.learn(usual);
    this.look(usual);
    this.usual = new Map(countsIn(usual.run.insights).map(({ own, gap }) => [own.pc, gap]));
    const { first, happenings, further } = playbook(program, usual.run);
    const plays = new Turns([
      { of: this.urgent, inRow: URGENT_IN_ROW },
      { of: [...first], inRow: FIRST_IN_ROW },
      { of: this.continued, inRow: 1 },
      { of: [...happenings], inRow: 1 },
      { of: this.later, inRow: 1 },
    ]);
    let exhausted = false;
    while (this.spent < budget && this.found < most && this.judged < MAX_JUDGED) {
      on?.(this.spent);
      const play = plays.next();
      if (play === null) {
        // Plays that seemed to tell nothing new may still be answered.
        const left = this.unanswered.shift();
        exhausted = left === undefined;
        if (left === undefined) break;
        this.spent++;
        const run = this.runOf(left, []);
        this.learn({ play: left, run, twin: this.twinOf(left), answers: this.answersTo(left, run) });
        continue;
      }
      if (this.runner.foresees) this.foresee([play, ...plays.ahead(PLAYS_AHEAD)]);
      const before = this.outcomes.size;
      const played = this.play(play);
      if (played === null) continue;
      const isNew = this.outcomes.size > before && lengthMicros(play) <= 2 * parseDuration(LONG)!;
      if (isNew && !isRestart(play.steps[0])) {
        const longer = further.map((next) => continuedBy(play, next));
        this.continued.splice(0, Number.POSITIVE_INFINITY, ...inTurn(longer, this.continued));
      }
      this.urgent.push(...toldBy(program, this.listen(played), play));
      this.learn(played);
      if (played.twin !== null) this.look(played);
    }
    const { tried, found } = this;
    return { tried, budget, found, exhausted, closed: this.closed.list(this.runner) };
  }

  /** Plays that come next, most likely. */
  private foresee(plays: readonly Play[]): void {
    const isLeft = (play: Play) => !this.planned.has(JSON.stringify(play)) && this.isAffordable(costOf(play));
    this.runner.foreseeAttempts(
      plays.filter(isLeft).map((play) => ({ changes: [], scenario: scenarioOf(play), how: howToRun(play) })),
    );
  }

  /** A search that may try little waits for nothing that takes most of it. */
  private isAffordable(cost: number): boolean {
    return cost <= Math.max(LEAST_AFFORDED, MAX_SHARE * this.budget);
  }

  /** Null for what cannot be, and for what was done before. */
  private play(play: Play, cost = costOf(play)): Played | null {
    const key = JSON.stringify(play);
    if (this.planned.has(key) || key.length > MAX_PLAY_CHARACTERS) return null;
    this.planned.add(key);
    if (!this.isAffordable(cost)) return null;
    const run = this.runOf(play, []);
    if (run.end.impossibleStep !== null) return null;
    this.tried++;
    this.spent += cost;
    const answers = this.answersTo(play, run);
    const asksNew = answers.some(({ question }) => !this.questions.has(question));
    const isNew = [this.isNewOutcome(run), this.isNewOnTape(run.tape), asksNew];
    return { play, run, answers, twin: isNew.includes(true) ? this.twinOf(play) : null };
  }

  private twinOf(play: Play): Run {
    const given = play.circumstances?.values ?? {};
    return this.runOf(
      play,
      this.changes.filter(({ secret }) => given[secret.name] === undefined),
    );
  }

  private runOf(play: Play, changes: readonly Change[]): Run {
    return this.runner.attempt(changes, scenarioOf(play), howToRun(play));
  }

  private isNewOutcome({ outcomes }: Run): boolean {
    const before = this.outcomes.size;
    for (const id of outcomes) this.outcomes.add(id);
    return this.outcomes.size > before;
  }

  /** True if the device did something that it has not done yet, but for the moment. */
  private isNewOnTape({ events }: Tape): boolean {
    const before = this.signatures.size;
    for (const { from, channel, kind, to, sizeBytes, position } of events) {
      if (from !== "device") continue;
      const { file, line } = position?.blame ?? {};
      this.signatures.add([channel, kind, to, sizeBytes, file, line].join("\u0000"));
    }
    return this.signatures.size > before;
  }

  private inputsOf(play: Play, run: Run, changes: readonly Change[]): Input[] {
    return [...inputsOf(play), ...this.identity(play, run), ...this.secretInputs(play, changes)];
  }

  private answersTo(play: Play, run: Run, changes: readonly Change[] = []): Answer[] {
    const said = this.inputsOf(play, run, changes).map((input, i) => ({
      ...input,
      input: i,
      by: `${input.by} ${formOf(input.value)}`,
    }));
    return new Answers(said, `${play.steps.length}z`).to(run.insights);
  }

  /** The device id is an input of firmware, too. */
  private identity(play: Play, { board }: Run): Input[] {
    const saying = (value: unknown): Play | null => {
      // Something at its beginning or end takes the place of digits there.
      const digits =
        typeof value !== "string" ? "" : value.startsWith(board.deviceId) ? value.slice(-16) : value;
      const deviceId = digits.slice(0, 16) + board.deviceId.slice(digits.length);
      if (digits === "" || !/^[0-9a-f]{16}$/.test(deviceId)) return null;
      return { ...play, early: true, circumstances: { ...play.circumstances, deviceId } };
    };
    return [{ by: "device id", value: board.deviceId, saying }];
  }

  private secretInputs(play: Play, changes: readonly Change[]): Input[] {
    return this.changes.map(({ secret }) => {
      const given = play.circumstances?.values ?? {};
      const changed = changes.find((change) => change.secret === secret)?.value;
      const saying = (value: unknown): Play | null =>
        typeof value === "string" && isPossible(value, secret)
          ? {
              ...play,
              early: true,
              circumstances: { ...play.circumstances, values: { ...given, [secret.name]: value } },
            }
          : null;
      const value = given[secret.name] ?? changed ?? secret.value;
      return { by: secret.name, value, isSecret: true, saying };
    });
  }

  /**
   * Hosts and topics to which the firmware has turned for the first time, and services that it offers first. Of what it was
   * told before a restart, firmware may know nothing after it: services count anew there.
   */
  private listen({ play, run }: Played): Listened {
    const { hosts, filters, offered } = listenedIn(run);
    const isNew = (one: string | number) => !this.listened.has(one) && this.listened.add(one);
    const life = play.steps.some(isRestart) ? "again" : "first";
    return {
      hosts: hosts.filter(isNew),
      filters: filters.filter(isNew),
      offered: offered.filter((service) => isNew(`${service} ${life}`)),
    };
  }

  /** Plans what the firmware asked for, and what it counts. */
  private learn({ play, run, twin, answers }: Played): void {
    this.closed.learn(play, run);
    this.count(play, run);
    if (twin === null) {
      if (answers.length > 0) this.unanswered.push(play);
      return;
    }
    const given = play.circumstances?.values ?? {};
    const changes = this.changes.filter(({ secret }) => given[secret.name] === undefined);
    // An answer that depends on a secret is no input that anybody could know.
    const open = new Set(this.answersTo(play, twin, changes).map(identityOf));
    this.closed.compare(run, twin);
    const inputs = this.inputsOf(play, run, []);
    // Where both worlds have the same credential, firmware may ask for that.
    const isAskable = ({ input }: Answer) =>
      Object.keys(given).length === 0 || inputs[input]?.isSecret === true;
    let planned = 0;
    // What libraries ask comes after what the project's own code does.
    const [own, called] = [true, false].map((is) => answers.filter((one) => one.own.isInnermost === is));
    const fresh: Play[] = [];
    for (const answer of [...own, ...called]) {
      if (!open.has(identityOf(answer)) || !isAskable(answer) || planned >= MAX_ANSWERS) continue;
      const said = answered(play, inputs, answer);
      const next = said !== null && answer.isNext === true ? saidAfter(play, said) : said;
      if (next === null || this.planned.has(JSON.stringify(next)) || this.holdsSecret(next)) continue;
      planned++;
      const asks = this.asked.get(answer.own.pc) ?? 0;
      const isFresh = !this.questions.has(answer.question) && asks < MAX_FRESH;
      if (isFresh) this.asked.set(answer.own.pc, asks + 1);
      (isFresh ? fresh : this.later).push(this.watched(next));
    }
    for (const { question } of answers) this.questions.add(question);
    this.hurry(fresh);
  }

  /** True if steps hold a secret, as one that ships with the firmware: a scenario is shown to everybody. */
  private holdsSecret({ steps }: Play): boolean {
    const text = JSON.stringify(steps);
    return this.runner.scanner.redact(text) !== text;
  }

  /** Puts plays before all that have as many steps: what is short comes first, and then what is new. */
  private hurry(plays: readonly Play[]): void {
    for (const play of plays.toReversed()) {
      const at = this.urgent.findIndex(({ steps }) => steps.length >= play.steps.length);
      this.urgent.splice(at < 0 ? this.urgent.length : at, 0, play);
    }
  }

  /** A play that begins with power-on takes until firmware is up. */
  private watched(play: Play): Play {
    const isEarly = play.early === true && parseDuration(play.watch)! < parseDuration(LONG)!;
    return isEarly ? { ...play, watch: LONG } : play;
  }

  /** Lets happen again, or go on, what brings two numbers nearer to each other. */
  private count(play: Play, run: Run): void {
    for (const { key, next } of furtherTimes(play, run, this.usual)) {
      if (key !== null && this.counted.has(key)) continue;
      if (key !== null) this.counted.add(key);
      this.urgent.push(next);
    }
  }

  private look({ play, run, twin }: Played): void {
    const news = runDifferences(this.runner, run, twin!).filter((key) => !this.known.has(key));
    // Nobody can say what firmware has made by chance and told no one, such as a code under a key of its own.
    if (news.length > 0 && !this.isForAnyChance(play, run, news)) return;
    const values = play.circumstances?.values;
    const shown = values === undefined ? [] : this.shownBy(play, run);
    if (news.length === 0 && shown.length === 0) return;
    const short = news.length === 0 ? play : this.shortest(play, news[0]);
    for (const key of [...news, ...shown]) this.known.add(key);
    if (short !== play)
      for (const key of runDifferences(this.runner, this.runOf(short, []), this.twinOf(short)))
        this.known.add(key);
    const { steps } = short;
    // The first time, the owner sets it up unasked, but not where a scenario says when.
    const setUp: Step[] = steps.some((step) => step.do === "provision") ? [{ do: "provision" }] : [];
    this.judged++;
    const isConfirmed = this.confirm({
      scenario: {
        name: `${FOUND}${nameOf(short)}`,
        steps: [...setUp, { do: "wait", for: leftAlone(short) }, ...steps, { do: "wait", for: short.watch }],
      },
      circumstances: { ...short.circumstances, isBrief: true },
      values: shown.length === 0 ? {} : values!,
    });
    if (isConfirmed) this.found++;
  }

  /** True if a difference also shows where the device draws other random bytes, or if the device has told those. */
  private isForAnyChance(play: Play, run: Run, news: readonly string[]): boolean {
    const circumstances = { ...play.circumstances, chanceSeed: this.runner.options.seed + OTHER_CHANCE };
    const other = { ...play, circumstances };
    const keys = runDifferences(this.runner, this.runOf(other, []), this.twinOf(other));
    if (news.some((key) => keys.includes(key))) return true;
    const told = run.tape.events.map(({ from, payload }) =>
      from === "device" && payload !== null ? toLatin1(payload) : "",
    );
    const words = inputsOf(play).flatMap(({ value }) => wordsOf(value));
    return words.some((word) => told.some((text) => text.includes(word)));
  }

  /** What shows of secrets that have other values than usual. */
  private shownBy(play: Play, run: Run): string[] {
    const { values: _, ...circumstances } = play.circumstances!;
    const usual = this.runOf({ ...play, circumstances }, []);
    return runDifferences(this.runner, usual, run).filter((key) => !this.known.has(key));
  }

  private shortest(play: Play, key: string): Play {
    const shows = ({ steps }: ScenarioData) => {
      this.tried++;
      const shorter = { ...play, steps };
      try {
        return runDifferences(this.runner, this.runOf(shorter, []), this.twinOf(shorter)).includes(key);
      } catch (error) {
        if (error instanceof BadScenario) return false;
        throw error;
      }
    };
    return { ...play, steps: shortened({ name: "", steps: play.steps }, shows, MAX_TRIES).steps };
  }
}

/** Form of a text: firmware asks other things of each. */
function formOf(value: Json): "digits" | "JSON" | "text" {
  if (typeof value !== "string") return "text";
  return /^\d+$/.test(value) ? "digits" : parsedJson(value) instanceof Object ? "JSON" : "text";
}

/** The steps in words, or what else is unusual. */
function nameOf({ steps, circumstances = {} }: Play): string {
  if (steps.length > 0) return describeSteps(steps);
  if (circumstances.values !== undefined) return "other credentials";
  return circumstances.deviceId === undefined ? "waiting" : "another device id";
}

/** Texts in a value, and in the JSON in a text, that are long enough to be made by chance. */
function wordsOf(value: Json): string[] {
  return typeof value === "string" ? (value.match(/[\w+/=-]{8,}/g) ?? []) : [];
}

function identityOf({ input, question }: Answer): string {
  return `${input} ${question}`;
}

function answered(play: Play, inputs: readonly Input[], { input, value }: Answer): Play | null {
  if (input !== CHANCE) return inputs[input].saying(value);
  return typeof value === "number" ? withChance(play, value) : null;
}

/**
 * The play, and then what another one says in place of one of its steps, until that has been heard twice; null where it
 * says nothing else.
 */
function saidAfter(play: Play, other: Play): Play | null {
  const said = other.steps.find((step, i) => step !== play.steps[i]);
  if (said === undefined) return null;
  const watch = formatDuration(Math.max(parseDuration(play.watch)!, TWICE_HEARD_MICROS));
  return continuedBy(play, { steps: [said], watch });
}

function howToRun(play: Play): HowToAttempt {
  const { circumstances } = play;
  return {
    virtualMicros: lengthMicros(play),
    leftAloneMicros: parseDuration(leftAlone(play))!,
    watchInside: true,
    ...(circumstances !== undefined && { circumstances }),
  };
}

/** Firmware that has just restarted is as it was, but for what it stored. */
function isRestart(step: Step | undefined): boolean {
  return step?.do === "reset" || step?.do === "cutPower" || step?.do === "factoryReset";
}

/** True if a secret can have this value. Short words stand for keys that are not there yet, and are none. */
function isPossible(value: string, { kind, value: own }: Secret): boolean {
  const { length } = toBytes(value);
  if (kind === "ssid") return length >= 1 && length <= LONGEST.ssid;
  if (kind === "passphrase") return length >= 8 && length <= LONGEST.passphrase;
  return 2 * length >= own.length && length >= Math.min(own.length, LEAST_KEY_BYTES);
}
