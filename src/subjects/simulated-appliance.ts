/** A subject that is a built firmware, run in a simulated world. */
import { CorruptImage } from "../../sim/device/device.ts";
import type { Identity } from "../../sim/device/identity.ts";
import type { Image } from "../../sim/device/image.ts";
import { type Coverage, coverage, StatementTotals } from "../../sim/device/inside/coverage.ts";
import type { Observations, Watch } from "../../sim/device/inside/observations.ts";
import { positionsOf } from "../../sim/device/positions.ts";
import type { VmModule } from "../../sim/device/vm.ts";
import { BudgetSpent, WorkBudget } from "../../sim/engine/budget.ts";
import { BadScenario, Scenario, type ScenarioData } from "../../sim/home/scenario.ts";
import { World } from "../../sim/home/world.ts";
import type { Server, ServerTable } from "../../sim/net/server.ts";
import type { WorldCrypto } from "../../sim/radio/wpa.ts";
import { toBytes, toText } from "../../sim/tape/bytes.ts";
import type { Position } from "../../sim/tape/position.ts";
import { kindInImage } from "../../sim/tape/tape.ts";
import {
  type HeldSecret,
  type PendingTimer,
  type Program,
  type Run,
  type RunRequest,
  type SettingForm,
  type Subject,
  WorkSpent,
} from "../judge/subject.ts";
import { IDLE } from "../judge/verdict/idle.ts";
import { Insights } from "./insights.ts";
import { lackOf } from "./lacking-world.ts";
import { missingMembers } from "./missing-members.ts";
import { Outcomes } from "./outcomes.ts";
import { programOf, settingName } from "./program.ts";
import { secretUses, settingAnswers, settingMembers } from "./secret-uses.ts";
import { untilTimersFired } from "./timers-fired.ts";

export interface SimulationOptions {
  readonly vm: VmModule;
  readonly crypto: WorldCrypto;
  /** All chance in the world is made from it. */
  readonly seed: number;
  /** The board that firmware finds itself on; default: the simulator's own. */
  readonly identity?: Identity;
  /** Servers by host; `*` answers for all others. */
  readonly servers?: Readonly<Record<string, Server>>;
  readonly stockWifiLog?: boolean;
  /** Work that all runs may do together; default: as much as each may do. */
  readonly workBudget?: WorkBudget;
}

/** Firmware and surroundings as plain data, from which another thread makes the same subject. */
export interface PlainSimulation extends Pick<SimulationOptions, "seed" | "identity" | "stockWifiLog"> {
  readonly image: Image;
  readonly servers: Readonly<Record<string, ServerTable>>;
}

/** A run that counts nowhere yet, with what it adds to the counts of all runs. Plain data. */
export interface RunApart {
  readonly run: Run;
  readonly statements: Observations["statements"];
  /** Units of work, without those of its beginning. */
  readonly units: number;
  /** Units of work of the beginning that it may share with others; null where it has none. */
  readonly beginningUnits: number | null;
}

/** A world that was set up and left alone for a while. */
interface Beginning {
  readonly world: World;
  /** Units of work that it took. */
  readonly units: number;
}

const WAYS: Watch = { branches: true, statements: true };
const USES: Watch = { comparisons: true, lookups: true, searches: true, uses: true };
/** Prefix of the names of secrets that are written in the source. */
const LITERAL = "literal.";
/** Characters of a literal from which on it is replaced in texts that hold it. */
const MIN_PART = 8;
/** Units of work that no run does: others bound it. */
const UNLIMITED = Number.MAX_SAFE_INTEGER;
/** Beginnings that are kept for further runs: those that were asked for last. */
const MAX_BEGINNINGS = 6;
/** Digits of a whole number that a double holds whatever they are (IEEE 754, binary64). */
const EXACT_DIGITS = 15;
/** Network of the next flat, where the surroundings are not the usual ones. */
const NEIGHBOUR = { ssid: "next door", psk: "not-your-business", signalDbm: -78 };

export class SimulatedAppliance implements Subject {
  readonly program: Program;
  private readonly outcomes: Outcomes;
  private readonly insights: Insights;
  /** Statements that ran in any run so far. */
  private readonly totals = new StatementTotals();
  /** Keys of settings whose default is part of the bytecode. */
  private readonly defaults: ReadonlySet<string>;
  /** Credentials that are part of the bytecode, by name of the secret. */
  private readonly literals: ReadonlyMap<string, string>;
  /** Beginnings by what was asked of them, those that were asked for last at the end. */
  private readonly beginnings = new Map<string, Beginning>();
  /** Those that were counted: as many as are kept where one run is done after the other. */
  private readonly counted = new Set<string>();
  /** Units that the run at hand may do. */
  private readonly fuel = new WorkBudget(0);

  /** Throws CorruptImage when the VM refuses the image. */
  constructor(
    private readonly image: Image,
    private readonly options: SimulationOptions,
  ) {
    this.outcomes = new Outcomes(image);
    this.insights = new Insights(image);
    this.program = programOf(image, options.identity, this.outcomes.all);
    const inSource = image.bakedDefaults.filter((d) => d.origin === "source");
    this.defaults = new Set(inSource.map(({ key }) => key));
    this.literals = new Map([
      ...inSource.map(({ key, value }) => [settingName(key), value] as const),
      ...image.bakedLiterals.map(({ name, value }) => [name, value] as const),
    ]);
  }

  /** Coverage by all runs so far. */
  get coverage(): Coverage {
    return coverage(this.image, [this.totals]);
  }

  /** The home at power-on, for a life that somebody else drives. `workBudget`: work that it may do. */
  powered(request: Pick<RunRequest, "secrets" | "circumstances">, workBudget?: WorkBudget): World {
    const world = this.world(request, IDLE, workBudget);
    world.powerOn();
    return world;
  }

  /** Plain data for another thread; null where servers are functions, which are of this one. */
  get plain(): PlainSimulation | null {
    const { seed, identity, servers = {}, stockWifiLog } = this.options;
    const isTable = (server: Server): server is ServerTable => typeof server !== "function";
    const tables = Object.entries(servers).flatMap(([host, server]) =>
      isTable(server) ? [[host, server] as const] : [],
    );
    if (tables.length < Object.keys(servers).length) return null;
    return { image: this.image, seed, identity, servers: Object.fromEntries(tables), stockWifiLog };
  }

  run(request: RunRequest): Run {
    const apart = this.runApart(request);
    if (apart !== null) return this.take(request, apart);
    this.spend(this.leftUnits + 1);
    throw new WorkSpent();
  }

  /** Units of work that all further runs may do together. */
  get leftUnits(): number {
    return this.options.workBudget?.leftUnits ?? UNLIMITED;
  }

  /**
   * The run, which counts once it is taken: by this subject, or by one like it in another thread. Null where it alone does more
   * work than `leftUnits`.
   */
  runApart(request: RunRequest, leftUnits = this.leftUnits): RunApart | null {
    try {
      const isWhole = request.leftAloneMicros === undefined && request.begun === undefined;
      const beginning = isWhole ? null : this.beginning(request);
      this.fuel.leftUnits = leftUnits;
      const { run, observations } = this.done(request, beginning?.world ?? null);
      const units = leftUnits - this.fuel.leftUnits;
      return { run, statements: observations.statements, units, beginningUnits: beginning?.units ?? null };
    } catch (error) {
      if (error instanceof WorkSpent) return null;
      throw error;
    }
  }

  /** Counts a run. Throws {@link WorkSpent}. */
  take(request: RunRequest, { run, statements, units, beginningUnits }: RunApart): Run {
    if (beginningUnits !== null && !this.isCounted(keyOfBeginning(request))) this.spend(beginningUnits);
    this.spend(units);
    this.totals.add({ statements });
    return run;
  }

  /** True if a beginning was counted for one of the runs before; it is from now on. */
  private isCounted(key: string): boolean {
    const was = this.counted.delete(key);
    this.counted.add(key);
    if (this.counted.size > MAX_BEGINNINGS) this.counted.delete([...this.counted][0]);
    return was;
  }

  private spend(units: number): void {
    try {
      this.options.workBudget?.spend(units);
    } catch (error) {
      throw error instanceof BudgetSpent ? new WorkSpent() : error;
    }
  }

  private done(request: RunRequest, beginning: World | null) {
    const { scenario, virtualMicros } = request;
    if (beginning === null) {
      const world = this.world(request, scenario, this.fuel);
      world.device.watch(this.watchFor(request));
      world.powerOn();
      return this.finish(world, request, 0, () => {
        world.runUntil(virtualMicros);
        if (request.firings !== undefined) untilTimersFired(world, request.firings);
      });
    }
    const world = beginning.fork();
    world.device.watch(this.watchFor(request));
    return this.finish(world, request, request.begun === undefined ? world.tape.length : 0, () => {
      world.play(scenario);
      world.runUntil(world.clock.nowMicros + virtualMicros);
    });
  }

  /** Lets the rest of the run happen, and hands the board over. `from` is the first event that belongs to the run. */
  private finish(world: World, request: RunRequest, from: number, rest: () => void) {
    let impossibleStep: string | null = null;
    try {
      rest();
      world.handOver();
    } catch (error) {
      if (!(error instanceof BadScenario)) throw error;
      impossibleStep = error.message;
    }
    // A run that was cut off says nothing about the rest of it.
    if (this.fuel.isSpent) throw new WorkSpent();
    const position = positionsOf(this.image.debug);
    const positionOf = (pcs: readonly number[] | null) => (pcs === null ? null : position(pcs));
    const { observations } = world.device;
    const further = request.circumstances?.settings ?? {};
    const namesOf = (of: (secret: HeldSecret) => boolean) =>
      request.secrets.filter(of).map(({ name }) => name);
    const isMet = ({ name, setting }: HeldSecret, credentials: boolean) => {
      if (setting !== null) return world.settingsRead.has(setting);
      // Firmware has what is written in it from the start; a literal that is no longer there it has not.
      return name.startsWith(LITERAL) ? this.literals.has(name) : credentials;
    };
    const { credentialsMet, credentialsUsed } = world;
    const run: Run = {
      tape: { events: from === 0 ? world.tape.events : world.tape.events.slice(from) },
      settings: {
        read: [...world.settingsRead].sort(),
        written: [...world.bus.writtenValues]
          .map(([key, value]) => ({ key, value }))
          .sort((a, b) => (a.key < b.key ? -1 : 1)),
      },
      met: namesOf((secret) => isMet(secret, credentialsMet)),
      used: namesOf((secret) => isMet(secret, credentialsUsed)),
      uses: request.watchUses === true ? secretUses(observations, request.secrets) : [],
      answers: request.watchUses === true ? settingAnswers(observations, further) : [],
      settingMembers: request.watchUses === true ? settingMembers(observations, further) : [],
      missingMembers: request.watchUses === true ? missingMembers(observations, position) : [],
      insights: request.watchInside === true ? this.insights.of(observations) : [],
      outcomes: this.outcomes.ran(observations),
      board: {
        deviceId: world.device.deviceId,
        identity: world.identity ?? null,
        config: world.config,
      },
      reactsTo: {
        peers: world.bus.drivable.map(({ name, spec }) => ({ name, serviceClass: spec.classIdentifier })),
        offered: world.bus.hostedSpecs.map((spec) => spec.classIdentifier),
        subscribed: world.network.subscribed,
      },
      timers: timersOf(world, positionOf),
      end: {
        atMicros: world.clock.nowMicros,
        stopped: world.ended?.reason ?? null,
        panics: world.device.panics.map(({ pcs, ...panic }) => ({
          ...panic,
          position: positionOf(pcs),
          lacks: lackOf(panic.exception, world.image.debug),
        })),
        impossibleStep,
      },
    };
    world.release();
    return { run, observations };
  }

  private watchFor({ watchUses, watchInside }: RunRequest): Watch {
    if (watchUses === true) return { ...WAYS, ...USES };
    return watchInside === true ? { ...WAYS, ...USES, within: this.insights.within } : WAYS;
  }

  /** The world in which a run begins that shares its beginning with others. */
  private beginning(request: RunRequest): Beginning {
    const key = keyOfBeginning(request);
    const known = this.beginnings.get(key);
    if (known !== undefined) {
      this.beginnings.delete(key);
      this.beginnings.set(key, known);
      return known;
    }
    this.fuel.leftUnits = UNLIMITED;
    const { begun = IDLE, leftAloneMicros } = request;
    const world = this.world(request, begun, this.fuel);
    world.powerOn();
    world.runUntil(leftAloneMicros ?? new Scenario(begun.name, begun.steps).lengthMicros);
    if (this.beginnings.size >= MAX_BEGINNINGS) {
      const [oldest, spent] = [...this.beginnings][0];
      spent.world.release();
      this.beginnings.delete(oldest);
    }
    const beginning = { world, units: UNLIMITED - this.fuel.leftUnits };
    this.beginnings.set(key, beginning);
    return beginning;
  }

  /** A world that has not been powered on yet. */
  private world(
    { secrets, circumstances = {} }: Pick<RunRequest, "secrets" | "circumstances">,
    scenario: ScenarioData,
    workBudget: WorkBudget | undefined,
  ): World {
    const { vm, crypto, seed, identity, servers, stockWifiLog } = this.options;
    const isFresh = circumstances.factoryFresh === true;
    const valueNamed = (name: string) => secrets.find((secret) => secret.name === name)!.value;
    const settings: Record<string, Uint8Array> = { ...this.image.settings };
    for (const { setting, member, value } of secrets) {
      // A credential in the source is what firmware gets when the setting is missing.
      if (setting === null || member !== undefined || this.defaults.has(setting) || isFresh) continue;
      settings[setting] = toBytes(JSON.stringify(inForm(value, circumstances.forms?.[setting])));
    }
    for (const [key, json] of Object.entries(circumstances.settings ?? {})) settings[key] = toBytes(json);
    for (const { setting, member, value } of secrets) {
      if (setting === null || member === undefined) continue;
      if (isFresh) delete settings[setting];
      else settings[setting] = withMember(settings[setting], member, value);
    }
    const world = new World({
      vm,
      crypto,
      seed,
      surroundingsSeed: circumstances.surroundingsSeed,
      deviceId: circumstances.deviceId,
      chanceSeed: circumstances.chanceSeed,
      cpu: circumstances.boardProcessor === true && vm.metered === true ? this.program.cpu! : undefined,
      image: secrets.reduce((image, secret) => this.withLiteral(image, secret), this.image),
      home: { ssid: valueNamed("wifi.ssid"), psk: valueNamed("wifi.psk") },
      isBare: circumstances.isBare,
      neighbours: circumstances.surroundingsSeed === undefined ? [] : [NEIGHBOUR],
      settings,
      identity: circumstances.onSimulatorBoard === true ? undefined : identity,
      servers,
      stockWifiLog,
      workBudget,
      scenario,
    });
    this.recordLiterals(world, secrets);
    return world;
  }

  /** The image with a text literal replaced by one of equal length, where the secret is one with another value. */
  private withLiteral(image: Image, { name, value }: HeldSecret): Image {
    const original = this.literals.get(name);
    if (original === undefined || original === value) return image;
    // A long one may be a part of a text, after "Bearer" or in an address; a short one occurs by chance.
    const border = name.startsWith(LITERAL) && original.length >= MIN_PART ? "" : "\0";
    const from = toBytes(`${border}${original}${border}`);
    const to = toBytes(`${border}${value}${border}`);
    const bytecode = image.bytecode.slice();
    for (let at = bytecode.indexOf(from[0]); at >= 0; at = bytecode.indexOf(from[0], at + 1)) {
      if (from.every((byte, i) => bytecode[at + i] === byte)) bytecode.set(to, at);
    }
    return { ...image, bytecode };
  }

  /** Whoever holds the board holds the image: a credential in it is seen from the start. */
  private recordLiterals(world: World, secrets: readonly HeldSecret[]): void {
    const { bakedDefaults, bakedLiterals } = this.image;
    const carried = [
      ...bakedDefaults.map((baked) => ({ ...baked, name: settingName(baked.key) })),
      ...bakedLiterals.map((baked) => ({ ...baked, key: baked.name })),
    ];
    for (const { name, key, file, line } of carried) {
      const secret = secrets.find((held) => held.name === name);
      if (secret === undefined) continue;
      world.record({
        from: "device",
        channel: "flash",
        observers: ["flash"],
        kind: kindInImage(key),
        to: null,
        payload: toBytes(secret.value),
        pcs: null,
        place: { file, line },
      });
    }
  }
}

function keyOfBeginning({ leftAloneMicros, begun, circumstances, secrets }: RunRequest): string {
  return JSON.stringify([leftAloneMicros, begun, circumstances, secrets]);
}

/** The value as a setting holds it. */
function inForm(value: string, form: SettingForm | undefined): unknown {
  switch (form?.kind) {
    case undefined:
      return value;
    case "number":
      return numberOf(value);
    case "list":
      return [value];
    case "object":
      return Object.fromEntries(form.members.map((member) => [member, value]));
  }
}

/**
 * The digits of a value, and digits in place of its other characters, as far as a number is exact. Values of one length
 * become numbers of one length: another length is memory of another size, and is collected at another time.
 */
function numberOf(value: string): number {
  const digits = [...value].slice(0, EXACT_DIGITS).map((c) => (/\d/.test(c) ? c : c.codePointAt(0)! % 10));
  if (digits.length === 0) return 0;
  // A number has no zeros in front.
  return Number(digits.join("").replace(/^0/, "1"));
}

/** The object in a setting with a member more; one that is no object yet becomes one. */
function withMember(setting: Uint8Array | undefined, path: readonly string[], value: string): Uint8Array {
  const put = (object: unknown, [first, ...rest]: readonly string[]): unknown => {
    if (first === undefined) return value;
    const members: Record<string, unknown> =
      typeof object === "object" && object !== null && !Array.isArray(object) ? { ...object } : {};
    return { ...members, [first]: put(members[first], rest) };
  };
  return toBytes(JSON.stringify(put(setting === undefined ? {} : JSON.parse(toText(setting)), path)));
}

function timersOf(
  world: World,
  positionOf: (pcs: readonly number[]) => Position | null,
): PendingTimer[] | null {
  const timers = world.device.pendingTimers();
  return (
    timers?.map(({ atMicros, periodMs, pcs }) => ({
      dueMicros: Math.round(atMicros),
      periodMicros: periodMs === null ? null : Math.round(1_000 * periodMs),
      position: positionOf(pcs),
    })) ?? null
  );
}

export { CorruptImage };
