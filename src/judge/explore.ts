/**
 * Trigger search: looks for a scenario in which a secret shows that stays home otherwise. A device that has been
 * set up is forked again and again, in two worlds that differ in all secrets, and something happens in both: a
 * press, an extreme reading, a reply with a word from the firmware's own strings, a lost network, a restart, a
 * jump of the clock. Where the worlds then look different, the scenario is made as short as it goes.
 *
 * Scenarios that reach code which none has reached before are kept and continued (coverage-guided fuzzing;
 * M. Zalewski's AFL made it popular). Deterministic by seed.
 */

import { parseDuration } from "../../sim/duration.ts";
import type { Image, ServiceSpec } from "../../sim/image.ts";
import { Random } from "../../sim/random.ts";
import { BadScenario, type ScenarioData, type Step } from "../../sim/scenario.ts";
import { isLibraryFile, SourceMap } from "../../sim/source-map.ts";
import { Tape } from "../../sim/tape.ts";
import type { World } from "../../sim/world.ts";
import { sourceOf } from "./accuse.ts";
import { platformRelease } from "./policy.ts";
import { IDLE, Runner, type RunnerOptions } from "./runner.ts";
import { variant } from "./secret.ts";
import { story } from "./story.ts";
import { compareRuns } from "./twins.ts";

export interface Exploration {
  /** Each shows something that the firmware left alone does not show. */
  readonly scenarios: readonly ScenarioData[];
  readonly tried: number;
  /** Functions of the project's own code that ran, of all there are. */
  readonly functionsReached: number;
  readonly functions: number;
  /** Names of those that never ran, with their places. */
  readonly neverReached: readonly string[];
}

/** Names of scenarios that the search found start so. */
const FOUND = "found by search: ";
/** A device that is left alone is set up and busy by then. */
const READY = "8s";
/** After the last step firmware has this long to react. */
const REACTION = "20s";
/** Firmware that is left alone is watched this long, to know what it shows anyway. */
const ALONE_MICROS = 120e6;
const MAX_WORDS = 40;
const MAX_FOUND = 8;

export function explore(image: Image, options: RunnerOptions, budget: number): Exploration {
  return new Explorer(image, options).search(budget);
}

class Explorer {
  private readonly runner: Runner;
  private readonly map: SourceMap;
  private readonly reached = new Set<number>();
  private readonly known = new Set<string>();
  private readonly ready: readonly [World, World];
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
    this.ready = [this.start([]), this.start(changes)];
  }

  search(budget: number): Exploration {
    for (const key of this.differences([], ALONE_MICROS)) this.known.add(key);
    const found: ScenarioData[] = [];
    const random = Random.stream(this.options.seed, "explore");
    const plays = playbook(this.ready[0]);
    const corpus: Step[][] = [];
    for (let i = 0; i < budget && found.length < MAX_FOUND; i++) {
      const steps = plays[i] ?? this.next(corpus, plays, random);
      const before = this.reached.size;
      const news = this.differences(steps).filter((key) => !this.known.has(key));
      if (this.reached.size > before) corpus.push(steps);
      if (news.length === 0) continue;
      const short = this.shortened(steps, news[0]);
      for (const key of this.differences(short)) this.known.add(key);
      for (const key of news) this.known.add(key);
      found.push({
        name: `${FOUND}${story(short)}`,
        steps: [{ do: "wait", for: READY }, ...short, { do: "wait", for: REACTION }],
      });
    }
    return { scenarios: found, tried: this.tried, ...this.coverage() };
  }

  private start(changes: Parameters<Runner["world"]>[0]): World {
    const world = this.runner.world(changes, IDLE);
    if (changes.length === 0) world.device.reached = this.reached;
    world.powerOn();
    world.runUntil(parseDuration(READY)!);
    return world;
  }

  /** Something that has led to new code, and one thing more. */
  private next(corpus: readonly Step[][], plays: readonly Step[][], random: Random): Step[] {
    const start = corpus.length > 0 && random.below(3) > 0 ? random.pick(corpus) : [];
    const wait: Step = { do: "wait", for: random.pick(["200ms", "2s", "15s"]) };
    return [...start, ...(start.length > 0 ? [wait] : []), ...random.pick(plays)];
  }

  /** Where two worlds with other secrets look different from when `steps` happen: a key for each place and way. */
  private differences(steps: readonly Step[], tailMicros = parseDuration(REACTION)!): string[] {
    this.tried++;
    const lengthMicros = steps.reduce(
      (sum, step) => sum + (step.do === "wait" ? parseDuration(step.for)! : 0),
      0,
    );
    const tapes = this.ready.map((world) => {
      const fork = world.fork();
      if (world === this.ready[0]) fork.device.reached = this.reached;
      const from = fork.tape.events.length;
      try {
        fork.play({ name: "", steps });
        fork.runUntil(fork.clock.nowMicros + lengthMicros + tailMicros);
        fork.handOver();
      } catch (error) {
        // What the step speaks of is not there at that time: nothing happened.
        if (!(error instanceof BadScenario)) throw error;
      }
      const tape = new Tape();
      for (const event of fork.tape.events.slice(from)) tape.record(event);
      fork.release();
      return tape;
    });
    const keys = new Set<string>();
    const home = this.options.policy.judge === "home";
    for (const { what, observer, a, b } of compareRuns(tapes[0], tapes[1], { home })) {
      const event = a ?? b!;
      // What stays in flash after a reset is the platform's doing; the declared scenarios speak of it.
      if (observer === "flash") continue;
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

  /** Leaves out steps for as long as the difference stays (delta debugging, one step at a time). */
  private shortened(steps: readonly Step[], key: string): Step[] {
    let short = [...steps];
    for (let at = short.length - 1; at >= 0 && short.length > 1; at--) {
      const without = short.filter((_, i) => i !== at);
      if (this.differences(without).includes(key)) short = without;
    }
    return short;
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

/** Everything that can happen to this device, each by itself: what is tried first. */
function playbook(world: World): Step[][] {
  const plays: Step[][] = [
    [
      { do: "loseWifi", for: "3s" },
      { do: "wait", for: "40s" },
    ],
    [{ do: "reset" }],
    [{ do: "cutPower" }],
    [{ do: "factoryReset" }],
    Array.from({ length: 14 }, (): Step[] => [{ do: "reset" }, { do: "wait", for: "4s" }]).flat(),
    ...["2h", "25h", "170h"].map((by): Step[] => [
      { do: "jumpClock", by },
      { do: "wait", for: "70s" },
    ]),
    ...(["refuses", "garbage", "silent", "no-address"] as const).map((trouble): Step[] => [
      { do: "trouble", host: "*", trouble },
      { do: "wait", for: "70s" },
      { do: "trouble", host: "*", trouble: null },
      { do: "wait", for: "30s" },
    ]),
    [{ do: "wait", for: "10m" }],
  ];
  for (const server of world.bus.drivable) {
    for (const step of stepsFor(server.name, server.spec)) plays.push([step, { do: "wait", for: "15s" }]);
  }
  const words = wordsOf(world);
  for (const word of words) {
    for (const body of [word, JSON.stringify({ command: word, cmd: word, action: word, [word]: 1 })]) {
      plays.push([
        { do: "reply", host: "*", body },
        { do: "wait", for: "40s" },
      ]);
    }
  }
  for (const spec of world.bus.hostedSpecs) {
    for (const packet of spec.packets) {
      if (packet.kind === "command")
        plays.push([
          {
            do: "call",
            service: spec.camelName,
            command: packet.name,
            values: packet.fields.map(() => words[0] ?? "x"),
          },
        ]);
      if (packet.kind === "ro" || packet.kind === "rw")
        plays.push([{ do: "ask", service: spec.camelName, register: packet.name }]);
    }
  }
  return plays;
}

function stepsFor(what: string, spec: ServiceSpec): Step[] {
  const reading = spec.packets.find((p) => p.identifierName === "reading")?.fields[0];
  const steps: Step[] = [
    { do: "press", what },
    ...spec.packets.filter((p) => p.kind === "event").map((p): Step => ({ do: "emit", what, event: p.name })),
  ];
  if (reading === undefined) return steps;
  const extremes = new Set([
    reading.typicalMin,
    reading.typicalMax,
    reading.absoluteMin,
    reading.absoluteMax,
    0,
    1,
    50,
    100,
    -20,
    1000,
  ]);
  for (const to of extremes) if (to !== undefined) steps.push({ do: "set", what, to });
  return steps;
}

/** Short texts in the image: commands that firmware compares with are among them. */
function wordsOf(world: World): string[] {
  const text = Array.from(world.image.bytecode, (b) =>
    b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : "\0",
  ).join("");
  const words = text.split("\0").filter((word) => /^[A-Za-z][\w:/.-]{2,23}$/.test(word));
  const own = world.image.debug.sources
    .filter((s) => !isLibraryFile(s.path))
    .map((s) => s.text ?? "")
    .join("\n");
  const literal = (word: string) =>
    [`"${word}"`, `'${word}'`, `\`${word}\``].some((quoted) => own.includes(quoted));
  const baked = new Set(world.image.bakedDefaults.map((d) => d.value));
  return [...new Set(words)].filter((word) => literal(word) && !baked.has(word)).slice(0, MAX_WORDS);
}
