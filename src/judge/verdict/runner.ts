/** Runs a subject with the values that its secrets have, and with others. */

import { type Cpu, INSTANT } from "../../../sim/device/cpu.ts";
import { isCredentialKey } from "../../../sim/device/credential.ts";
import { BadScenario, Scenario, type ScenarioData } from "../../../sim/home/scenario.ts";
import type { WorldCrypto } from "../../../sim/radio/wpa.ts";
import { withGuesses } from "../policy/guess.ts";
import { namedSecrets, type Policy } from "../policy/policy.ts";
import { canary, givenSecret, type Secret } from "../policy/secret.ts";
import { ObjectSettings, unsetSettings } from "../policy/watched-settings.ts";
import { KnownDerivations } from "../search/known-derivation.ts";
import { Scanner } from "../search/scan.ts";
import { ValueScanners } from "../search/value-scanners.ts";
import type { Circumstances, HeldSecret, Run, RunRequest, SecretUse, Subject } from "../subject.ts";
import { MadeNames } from "./made-names.ts";
import { type RunFailure, runFailure } from "./run-failure.ts";

export interface RunnerOptions {
  readonly crypto: WorldCrypto;
  readonly seed: number;
  /** Virtual time of each run; a longer scenario takes as long as it takes. */
  readonly virtualMicros: number;
  /** Runs go on until timers have fired often. */
  readonly untilTimersFired?: boolean;
  readonly policy: Policy;
  /** Called after each run of any kind, with their number so far. */
  readonly onRun?: (runs: number) => void;
}

/** One secret has another value in the run. */
export interface Change {
  readonly secret: Secret;
  readonly value: string;
}

/** Run that the judge means to do. */
interface PlannedRun<How> {
  readonly changes: readonly Change[];
  readonly scenario: ScenarioData;
  readonly how: How;
}

/** Whole run that the judge means to do. */
interface PlannedWhole extends Omit<PlannedRun<HowToRun>, "how"> {
  readonly circumstances: Circumstances;
  readonly how?: HowToRun;
}

type HowToRun = Pick<RunRequest, "again" | "watchUses" | "firings">;

export type HowToAttempt = Omit<RunRequest, "secrets" | "scenario">;

/** Settings that one run may reveal, whose values may make the firmware read further ones. */
const MAX_DISCOVERY_RUNS = 5;
/** Runs in which settings have the members that firmware asked for in the one before. */
const MAX_OBJECT_RUNS = 6;
/** 256 bits. */
const HEX_KEY_CHARACTERS = 64;
/** Times that a timer falls due in the first scenario, where a report may say something else each time, and in others. */
const FIRINGS = { first: 12, other: 2 };
/** A firmware that crashes so early on a real board drives parts of it that the simulator does not have. */
const EARLY_MICROS = 2_000_000;
/** A program that goes on after a crash runs on its board all the same. */
const CRASHES_IN_ROW = 2;

/** Secrets with what finds them, shared by all runs: making that takes as long as a short run. */
interface KnownSecrets {
  readonly secrets: readonly Secret[];
  readonly scanner: Scanner;
  /** Made when it is needed. */
  derivations: KnownDerivations | null;
}

export class Runner {
  /** Runs done so far. */
  runs = 0;
  /** All secrets that are judged. */
  secrets: readonly Secret[] = [];
  /** Identities of the branch outcomes that happened in any run. */
  readonly outcomes = new Set<string>();
  /** Uses of secrets of settings that firmware was seen to make. */
  uses: readonly SecretUse[] = [];
  /** Board on which the firmware crashes at once, so that it runs on the simulator's own; null when it does not. */
  crashedBoard: { readonly boardId: string; readonly failure: RunFailure } | null = null;
  private onSimulatorBoard = false;
  /** Runs of any kind. */
  private attempts = 0;
  private readonly discovered = new Set<ScenarioData>();
  /** Keys of settings that were looked into for members that are credentials. */
  private readonly lookedInto = new Set<string>();
  /** Settings with such members, key to JSON. */
  private readonly objects: Record<string, string> = {};
  private known: KnownSecrets | null = null;
  /** Scanners of values that secrets have in further runs. */
  readonly scanners = new ValueScanners();
  readonly madeNames = new MadeNames();

  constructor(
    readonly subject: Subject,
    readonly options: RunnerOptions,
  ) {}

  /** Processor by which work becomes time. */
  get cpu(): Cpu {
    return this.subject.program.cpu ?? INSTANT;
  }

  /**
   * Finds out which settings the firmware asks for, so that each that looks like a credential has a value to be
   * followed. Returns the first run with all of them, which goes on until timers have fired, if that is asked for. A step
   * may need something that firmware only makes once its settings are set, so it must be possible in that run alone. Throws
   * BadScenario.
   */
  discover(scenario: ScenarioData, circumstances: Circumstances = {}): Run {
    const times = this.discovered.size === 0 || this.discovered.has(scenario) ? FIRINGS.first : FIRINGS.other;
    this.discovered.add(scenario);
    const goesOn = this.options.untilTimersFired === true && circumstances.isBrief !== true;
    const firings = goesOn ? times : undefined;
    const { seed, policy } = this.options;
    // Secrets that an earlier scenario brought to light are secrets in the later ones too.
    const known = new Map(this.secrets.map((secret) => [secret.name, secret]));
    const learn = (secret: Secret) => {
      if (!known.has(secret.name)) known.set(secret.name, secret);
    };
    const named = namedSecrets(policy);
    const given = this.subject.program.given;
    const canMakeUp = this.subject.program.alternatives === null;
    const wifi = ["wifi.ssid", "wifi.psk"].map((name) => named.find((s) => s.name === name) ?? { name });
    if (canMakeUp) for (const spec of wifi) learn(canary(spec.name, seed, spec));
    for (const secret of given) learn(givenSecret(secret));
    if (canMakeUp) for (const spec of named) learn(canary(spec.name, seed, spec));
    for (let attempt = 1; ; attempt++) {
      if (known.size !== this.secrets.length) this.secrets = [...known.values()];
      const run = this.wholeRun([], scenario, circumstances, { watchUses: true, firings });
      const { identity } = run.board;
      if (!this.onSimulatorBoard && identity !== null && panicsEarly(run)) {
        this.onSimulatorBoard = true;
        this.crashedBoard = { boardId: identity.boardId, failure: runFailure(run)! };
        this.runs--;
        continue;
      }
      const before = known.size;
      for (const key of run.settings.read) {
        const held = [...known.values()].some((secret) => secret.setting === key);
        if (!isCredentialKey(key) || held || policy.public?.includes(key) === true) continue;
        // A firmware may make a key of a secret: the name must not give it away.
        const shown = new Scanner([...known.values()]).redact(key);
        learn(canary(`settings.${shown}`, seed, { setting: key }));
      }
      const shaped = this.shaped(run);
      for (const secret of shaped) known.set(secret.name, secret);
      if (shaped.length > 0) this.secrets = [];
      const isComplete = known.size === before && shaped.length === 0;
      const members = isComplete && canMakeUp ? this.inObjects(run, scenario, circumstances) : [];
      for (const secret of members) known.set(secret.name, secret);
      if (members.length > 0) this.secrets = [];
      if ((isComplete && members.length === 0) || attempt >= MAX_DISCOVERY_RUNS) {
        this.uses = run.uses;
        return possible(run);
      }
      this.runs--;
    }
  }

  /** Credentials that are members of what other settings hold, such as `token` of a setting called `config`. */
  private inObjects(run: Run, scenario: ScenarioData, circumstances: Circumstances): Secret[] {
    const { policy, seed } = this.options;
    const unset = unsetSettings(run, this.secrets, policy, this.subject.program);
    const keys = unset.filter((key) => !this.lookedInto.has(key) && policy.public?.includes(key) !== true);
    if (keys.length === 0) return [];
    for (const key of keys) this.lookedInto.add(key);
    const objects = new ObjectSettings(keys, seed);
    for (let attempt = 0; attempt < MAX_OBJECT_RUNS; attempt++) {
      const { settingMembers } = this.attempt([], scenario, {
        virtualMicros: run.end.atMicros,
        circumstances: { ...circumstances, settings: objects.json() },
        watchUses: true,
      });
      if (!objects.learn(settingMembers)) break;
    }
    const { credentials } = objects;
    const json = objects.json();
    for (const { key } of credentials) this.objects[key] = json[key];
    return credentials.flatMap(({ key, path }) => {
      const name = [key, ...path].join(".");
      const isPublic = policy.public?.includes(name) === true;
      return isPublic ? [] : [canary(`settings.${name}`, seed, { setting: key, member: path })];
    });
  }

  /** Secrets of settings whose values are not of the form that the firmware asked for, with values that are. */
  private shaped({ uses }: Run): Secret[] {
    return uses.flatMap(({ name, prefix, length }) => {
      const secret = this.secrets.find((s) => s.name === name)!;
      const isShaped = secret.prefix !== undefined || secret.isOfOneLength === true;
      if (secret.baked || isShaped || (prefix === null && length === null)) return [];
      const form = { ...(prefix !== null && { prefix }), ...(length !== null && { length }) };
      // Keys of that length are written in hexadecimal.
      const kind = length === HEX_KEY_CHARACTERS ? "hex-key" : secret.kind;
      const { setting, member } = secret;
      return canary(name, this.options.seed, { ...form, kind, setting: setting!, member });
    });
  }

  /** Knows all secrets with the values of the first run. */
  get scanner(): Scanner {
    return this.knownSecrets.scanner;
  }

  /** Knows what is likely to be computed from the secrets. */
  get derivations(): KnownDerivations {
    const known = this.knownSecrets;
    known.derivations ??= new KnownDerivations(known.secrets, this.options.crypto);
    return known.derivations;
  }

  private get knownSecrets(): KnownSecrets {
    const { secrets } = this;
    if (this.known?.secrets !== secrets) {
      this.known = { secrets, scanner: new Scanner(secrets), derivations: null };
    }
    return this.known;
  }

  /** The same run as without any change, once more. Throws BadScenario. */
  again(scenario: ScenarioData, circumstances: Circumstances = {}): Run {
    return this.runWith([], scenario, circumstances, { again: true });
  }

  /** One whole run: power-on, scenario, and the board changes hands at the end. Throws BadScenario. */
  runWith(
    changes: readonly Change[],
    scenario: ScenarioData,
    circumstances: Circumstances = {},
    how: HowToRun = {},
  ): Run {
    return possible(this.wholeRun(changes, scenario, circumstances, how));
  }

  /** False where nobody wants to know which runs come next. */
  get foresees(): boolean {
    return this.subject.foresee !== undefined;
  }

  /** Whole runs that come next, most likely: they may be done side by side. */
  foresee(runs: readonly PlannedWhole[]): void {
    if (!this.foresees) return;
    this.foreseeAttempts(
      runs.map(({ circumstances, how = {}, ...run }) => ({
        ...run,
        how: this.whole(run.scenario, circumstances, how),
      })),
    );
  }

  /** Runs of any kind that come next, most likely. */
  foreseeAttempts(runs: readonly PlannedRun<HowToAttempt>[]): void {
    this.subject.foresee?.(runs.map(({ changes, scenario, how }) => this.requestFor(changes, scenario, how)));
  }

  /** One whole run, or where a step could not be, as much of it as came before. */
  private wholeRun(
    changes: readonly Change[],
    scenario: ScenarioData,
    circumstances: Circumstances,
    how: HowToRun,
  ): Run {
    this.runs++;
    return this.attempt(changes, scenario, this.whole(scenario, circumstances, how));
  }

  private whole(scenario: ScenarioData, circumstances: Circumstances, how: HowToRun) {
    const lengthMicros = this.lengthMicros(scenario, circumstances);
    return {
      virtualMicros: Math.max(lengthMicros, circumstances.untilMicros ?? 0),
      circumstances,
      ...how,
    };
  }

  /** A run of any kind, which may hold a step that could not be. It does not count. */
  attempt(changes: readonly Change[], scenario: ScenarioData, how: HowToAttempt): Run {
    const run = this.subject.run(this.requestFor(changes, scenario, how));
    for (const id of run.outcomes) this.outcomes.add(id);
    this.attempts++;
    this.options.onRun?.(this.attempts);
    return run;
  }

  private requestFor(
    changes: readonly Change[],
    scenario: ScenarioData,
    { circumstances, begun, ...how }: HowToAttempt,
  ): RunRequest {
    const guessed = (one: ScenarioData) =>
      withGuesses(one, (name) => this.secrets.find((s) => s.name === name)?.value);
    return {
      ...how,
      ...(begun !== undefined && { begun: guessed(begun) }),
      secrets: this.secrets.map((secret) => held(secret, changes, circumstances?.values)),
      scenario: guessed(scenario),
      circumstances: {
        ...this.usual,
        ...circumstances,
        settings: { ...this.declared, ...this.objects, ...circumstances?.settings },
      },
    };
  }

  private get usual(): Circumstances {
    return this.onSimulatorBoard ? { onSimulatorBoard: true } : {};
  }

  /** Settings that the policy gives, as they are stored. */
  private get declared(): Readonly<Record<string, string>> {
    const entries = Object.entries(this.options.policy.settings ?? {});
    return Object.fromEntries(entries.map(([key, value]) => [key, JSON.stringify(value)]));
  }

  lengthMicros({ name, steps }: ScenarioData, { isBrief }: Circumstances = {}): number {
    const least = isBrief === true ? 0 : this.options.virtualMicros;
    return Math.max(least, new Scenario(name, steps).lengthMicros);
  }
}

/** The run, if each of its steps could be. Throws BadScenario. */
function possible(run: Run): Run {
  if (run.end.impossibleStep !== null) throw new BadScenario(run.end.impossibleStep);
  return run;
}

function held(
  { name, value, setting, member }: Secret,
  changes: readonly Change[],
  values: Circumstances["values"] = {},
): HeldSecret {
  const changed = changes.find((change) => change.secret.name === name)?.value;
  return { name, setting, member, value: changed ?? values[name] ?? value };
}

/** True if the program crashes at once, at each of its starts. */
function panicsEarly({ end }: Run): boolean {
  return end.panics.length >= CRASHES_IN_ROW && end.panics[0].atMicros < EARLY_MICROS;
}
