/**
 * Trigger search: looks for a scenario in which a secret shows that stays home otherwise. A device that has been
 * set up is forked again and again, in two worlds that differ in all secrets, and something happens in both: a
 * press, an extreme reading, a reply with a word from the firmware's own strings, a lost network, a restart, a
 * jump of the clock. Where the worlds then look different, the scenario is made as short as it goes.
 *
 * Scenarios that reach code which none has reached before are kept and continued (coverage-guided fuzzing;
 * M. Zalewski's AFL made it popular). Deterministic by seed.
 */

import { Random } from "../../../sim/engine/random.ts";
import { Scenario, type ScenarioData, type Step } from "../../../sim/home/scenario.ts";
import { formatDuration, parseDuration } from "../../../sim/tape/duration.ts";
import type { SourcePlace } from "../../../sim/tape/position.ts";
import { compareRuns } from "../compare/twins.ts";
import { platformRelease } from "../policy/policy.ts";
import { variant } from "../policy/secret.ts";
import type { Run, Subject } from "../subject.ts";
import { type Change, IDLE, Runner, type RunnerOptions } from "../verdict/runner.ts";
import { sourceOf } from "../verdict/source.ts";
import { describeSteps } from "./describe-steps.ts";
import { LONG, type Play, playbook, SHORT } from "./playbook.ts";
import { shortened } from "./shorten.ts";

export interface Exploration {
  /** Each shows something that the firmware left alone does not show. */
  readonly scenarios: readonly ScenarioData[];
  readonly tried: number;
  /**
   * Number of functions of the project's own code that were on the call stack when it was read, of all there are. It is
   * read where firmware calls out of the VM, so one that ran and called nothing there is not counted.
   */
  readonly functionsReached: number;
  readonly functions: number;
  readonly neverReached: readonly SourcePlace[];
}

/** Names of scenarios that the search found start so. */
const FOUND = "found by search: ";
/** A device that is left alone is set up and busy by then. */
const READY = "8s";
/** It has not joined a network by then. */
const EARLY = "100ms";
const MAX_FOUND = 8;
/** Shorter scenarios that are tried for each that was found; the judge goes on with what is left. */
const MAX_TRIES = 6;

export function explore(subject: Subject, options: RunnerOptions, budget: number): Exploration {
  return new Explorer(subject, options).search(budget);
}

class Explorer {
  private readonly runner: Runner;
  private readonly sites = new Set<string>();
  private readonly functions = new Set<string>();
  private readonly known = new Set<string>();
  /** Values of the two worlds that are compared: the secrets' own, and others for all that can change. */
  private readonly twins: readonly (readonly Change[])[];
  private tried = 0;

  constructor(
    subject: Subject,
    private readonly options: RunnerOptions,
  ) {
    this.runner = new Runner(subject, { ...options, untilTimersFired: false });
    this.runner.discover(IDLE);
    const changes = this.runner.secrets.flatMap((secret) => {
      const value = variant(secret, "different", options.seed);
      return value === null || secret.baked ? [] : [{ secret, value }];
    });
    this.twins = [[], changes];
  }

  search(budget: number): Exploration {
    const { virtualMicros } = this.options;
    for (const key of this.differences({ steps: [], watch: formatDuration(virtualMicros), early: true })) {
      this.known.add(key);
    }
    const found: ScenarioData[] = [];
    const random = Random.stream(this.options.seed, "explore");
    const plays = playbook(this.runner.subject.program, this.ready().reactsTo);
    const corpus: Play[] = [];
    for (let i = 0; i < budget && found.length < MAX_FOUND; i++) {
      const play = plays[i] ?? this.next(corpus, plays, random);
      const before = this.sites.size;
      const news = this.differences(play).filter((key) => !this.known.has(key));
      if (this.sites.size > before && lengthMicros(play) <= parseDuration(LONG)!) corpus.push(play);
      if (news.length === 0) continue;
      const short = this.shortest(play, news[0]);
      for (const key of [...news, ...this.differences(short)]) this.known.add(key);
      found.push({
        name: `${FOUND}${describeSteps(short.steps)}`,
        steps: [
          { do: "wait", for: short.early === true ? EARLY : READY },
          ...short.steps,
          { do: "wait", for: short.watch },
        ],
      });
    }
    return { scenarios: found, tried: this.tried, ...this.coverage() };
  }

  /** Run of a device that was set up and left alone. */
  private ready(): Run {
    return this.runner.attempt(this.twins[0], IDLE, {
      virtualMicros: 0,
      leftAloneMicros: parseDuration(READY)!,
    });
  }

  private play(play: Play, changes: readonly Change[]): Run {
    const scenario = { name: "", steps: play.steps };
    const run = this.runner.attempt(changes, scenario, {
      virtualMicros: lengthMicros(play),
      leftAloneMicros: parseDuration(play.early === true ? EARLY : READY)!,
      watchCode: changes === this.twins[0],
    });
    for (const site of run.reached.sites) this.sites.add(site);
    for (const place of run.reached.functions) this.functions.add(keyOf(place));
    return run;
  }

  /** Something short that has led to new code, and one thing more; mostly watched for a short time. */
  private next(corpus: readonly Play[], plays: readonly Play[], random: Random): Play {
    const moments = plays.filter((play) => play.watch === SHORT);
    const start = corpus.length > 0 ? random.pick(corpus).steps : random.pick(moments).steps;
    const pause: Step = { do: "wait", for: random.pick(["200ms", "1s", "5s"]) };
    const watch = random.below(8) === 0 ? LONG : SHORT;
    return { steps: [...start, pause, ...random.pick(moments).steps], watch };
  }

  /** Differences between the twins in `play`: one key per observer, channel and source line. */
  private differences(play: Play): string[] {
    this.tried++;
    const runs = this.twins.map((changes) => this.play(play, changes));
    // Settings that firmware has written.
    const written = new Set(runs.flatMap(({ settings }) => settings.written.map(({ key }) => key)));
    const keys = new Set<string>();
    const home = this.options.policy.judge === "home";
    for (const { what, observer, a, b } of compareRuns(runs[0].tape, runs[1].tape, { home })) {
      const event = a ?? b!;
      // Other content of flash is the platform's doing; the declared scenarios speak of it.
      if (observer === "flash" && (event.kind !== "entry" || !written.has(event.to!))) continue;
      const released = this.runner.secrets.some(
        (s) => platformRelease(this.options.policy, event.platform, s.name, observer) !== null,
      );
      if (
        what === "time" ||
        what === "work" ||
        (what !== "presence" && released) ||
        (released && event.channel === "wifi")
      )
        continue;
      const source = sourceOf(event);
      keys.add(`${observer} ${event.channel} ${source?.file}:${source?.line}`);
    }
    return [...keys];
  }

  private shortest(play: Play, key: string): Play {
    const shows = ({ steps }: ScenarioData) => this.differences({ ...play, steps }).includes(key);
    return { ...play, steps: shortened({ name: "", steps: play.steps }, shows, MAX_TRIES).steps };
  }

  private coverage(): Pick<Exploration, "functionsReached" | "functions" | "neverReached"> {
    const own = this.runner.subject.program.functions;
    const neverReached = own.filter((place) => !this.functions.has(keyOf(place)));
    return { functions: own.length, functionsReached: own.length - neverReached.length, neverReached };
  }
}

function keyOf({ functionName, file, line }: SourcePlace): string {
  return `${functionName} ${file}:${line}`;
}

/** From its first step until nobody watches any more, virtual time. */
function lengthMicros({ steps, watch }: Play): number {
  return new Scenario("", steps).lengthMicros + parseDuration(watch)!;
}
