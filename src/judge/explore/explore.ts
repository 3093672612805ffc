/**
 * Trigger search: looks for a scenario in which a secret shows that stays home otherwise. A device that has been
 * set up is forked again and again, in two worlds that differ in all secrets, and something happens in both: a
 * press, an extreme reading, a reply with a word from the firmware's own strings, a lost network, a restart, a
 * jump of the clock. Where the worlds then look different, the scenario is made as short as it goes.
 *
 * Scenarios that reach code which none has reached before are kept and continued (coverage-guided fuzzing;
 * M. Zalewski's AFL made it popular). Deterministic by seed.
 */

import type { Image } from "../../../sim/device/image.ts";
import { isLibraryFile, SourceMap } from "../../../sim/device/source-map.ts";
import { Random } from "../../../sim/engine/random.ts";
import { BadScenario, Scenario, type ScenarioData, type Step } from "../../../sim/home/scenario.ts";
import type { World } from "../../../sim/home/world.ts";
import { formatDuration, parseDuration } from "../../../sim/tape/duration.ts";
import { Tape } from "../../../sim/tape/tape.ts";
import { compareRuns } from "../compare/twins.ts";
import { platformRelease } from "../policy/policy.ts";
import { variant } from "../policy/secret.ts";
import { IDLE, Runner, type RunnerOptions } from "../verdict/runner.ts";
import { sourceOf } from "../verdict/source.ts";
import { LONG, type Play, playbook, SHORT } from "./playbook.ts";
import { shortened } from "./shorten.ts";
import { story } from "./story.ts";

export interface Exploration {
  /** Each shows something that the firmware left alone does not show. */
  readonly scenarios: readonly ScenarioData[];
  readonly tried: number;
  /**
   * Functions of the project's own code that were on the call stack when it was read, of all there are. It is read
   * where firmware calls out of the VM, so one that ran and called nothing there is not counted.
   */
  readonly functionsReached: number;
  readonly functions: number;
  /** Names of the others, with their places. */
  readonly neverReached: readonly string[];
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

export function explore(image: Image, options: RunnerOptions, budget: number): Exploration {
  return new Explorer(image, options).search(budget);
}

class Explorer {
  private readonly runner: Runner;
  private readonly map: SourceMap;
  private readonly reached = new Set<number>();
  private readonly known = new Set<string>();
  /** Two worlds that differ in all secrets, when the device has just been switched on and when it is up. */
  private readonly early: readonly World[];
  private readonly ready: readonly World[];
  private tried = 0;

  constructor(
    image: Image,
    private readonly options: RunnerOptions,
  ) {
    this.runner = new Runner(image, options);
    this.map = new SourceMap(image.debug);
    this.runner.discover(IDLE);
    const changes = this.runner.secrets.flatMap((secret) => {
      const value = variant(secret, "different", options.seed);
      return value === null || secret.baked ? [] : [{ secret, value }];
    });
    this.early = [[], changes].map((differing) => this.start(differing));
    this.ready = this.early.map((world) => {
      const fork = world.fork();
      fork.runUntil(parseDuration(READY)!);
      return fork;
    });
  }

  search(budget: number): Exploration {
    const { virtualMicros } = this.options;
    for (const key of this.differences({ steps: [], watch: formatDuration(virtualMicros), early: true })) {
      this.known.add(key);
    }
    const found: ScenarioData[] = [];
    const random = Random.stream(this.options.seed, "explore");
    const plays = playbook(this.ready[0]);
    const corpus: Play[] = [];
    for (let i = 0; i < budget && found.length < MAX_FOUND; i++) {
      const play = plays[i] ?? this.next(corpus, plays, random);
      const before = this.reached.size;
      const news = this.differences(play).filter((key) => !this.known.has(key));
      if (this.reached.size > before && lengthMicros(play) <= parseDuration(LONG)!) corpus.push(play);
      if (news.length === 0) continue;
      const short = this.shortest(play, news[0]);
      for (const key of [...news, ...this.differences(short)]) this.known.add(key);
      found.push({
        name: `${FOUND}${story(short.steps)}`,
        steps: [
          { do: "wait", for: short.early === true ? EARLY : READY },
          ...short.steps,
          { do: "wait", for: short.watch },
        ],
      });
    }
    return { scenarios: found, tried: this.tried, ...this.coverage() };
  }

  private start(changes: Parameters<Runner["world"]>[0]): World {
    const world = this.runner.world(changes, IDLE);
    if (changes.length === 0) world.device.reached = this.reached;
    world.powerOn();
    world.runUntil(parseDuration(EARLY)!);
    return world;
  }

  /** Something short that has led to new code, and one thing more; mostly watched for a short time. */
  private next(corpus: readonly Play[], plays: readonly Play[], random: Random): Play {
    const moments = plays.filter((play) => play.watch === SHORT);
    const start = corpus.length > 0 ? random.pick(corpus).steps : random.pick(moments).steps;
    const pause: Step = { do: "wait", for: random.pick(["200ms", "1s", "5s"]) };
    const watch = random.below(8) === 0 ? LONG : SHORT;
    return { steps: [...start, pause, ...random.pick(moments).steps], watch };
  }

  /** Where two worlds with other secrets look different from when `steps` happen: a key for each place and way. */
  private differences(play: Play): string[] {
    this.tried++;
    const { steps, early } = play;
    // Settings that firmware has written.
    const written = new Set<string>();
    const tapes = (early === true ? this.early : this.ready).map((world, i) => {
      const fork = world.fork();
      if (i === 0) fork.device.reached = this.reached;
      const from = fork.tape.events.length;
      try {
        fork.play({ name: "", steps });
        fork.runUntil(fork.clock.nowMicros + lengthMicros(play));
        fork.handOver();
      } catch (error) {
        // What the step speaks of is not there at that time: nothing happened.
        if (!(error instanceof BadScenario)) throw error;
      }
      for (const key of fork.bus.settingWriters.keys()) written.add(key);
      const tape = new Tape();
      for (const event of fork.tape.events.slice(from)) tape.record(event);
      fork.release();
      return tape;
    });
    const keys = new Set<string>();
    const home = this.options.policy.judge === "home";
    for (const { what, observer, a, b } of compareRuns(tapes[0], tapes[1], { home })) {
      const event = a ?? b!;
      // What else stays in flash is the platform's doing; the declared scenarios speak of it.
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
      const source = sourceOf(event, this.map);
      keys.add(`${observer} ${event.channel} ${source?.file}:${source?.line}`);
    }
    return [...keys];
  }

  private shortest(play: Play, key: string): Play {
    const shows = ({ steps }: ScenarioData) => this.differences({ ...play, steps }).includes(key);
    return { ...play, steps: shortened({ name: "", steps: play.steps }, shows, MAX_TRIES).steps };
  }

  private coverage(): Pick<Exploration, "functionsReached" | "functions" | "neverReached"> {
    const own = new Map<string, boolean>();
    const seen = new Set([...this.reached].map((pc) => this.map.functionAt(pc)));
    for (const fn of this.map.functions) {
      const place = this.map.place(fn.startpc + 1);
      if (place === null || isLibraryFile(place.file)) continue;
      const name = `${fn.name} (${place.file}:${place.line})`;
      own.set(name, own.get(name) === true || seen.has(fn));
    }
    const neverReached = [...own].filter(([, reached]) => !reached).map(([name]) => name);
    return { functions: own.size, functionsReached: own.size - neverReached.length, neverReached };
  }
}

/** From its first step until nobody watches any more, virtual time. */
function lengthMicros({ steps, watch }: Play): number {
  return new Scenario("", steps).lengthMicros + parseDuration(watch)!;
}
