/** Runs a subject with the values that its secrets have, and with others. */

import { type Cpu, INSTANT } from "../../../sim/device/cpu.ts";
import { isCredentialKey } from "../../../sim/device/credential.ts";
import { BadScenario, Scenario, type ScenarioData } from "../../../sim/home/scenario.ts";
import type { WorldCrypto } from "../../../sim/radio/wpa.ts";
import { withGuesses } from "../policy/guess.ts";
import { namedSecrets, type Policy } from "../policy/policy.ts";
import { canary, givenSecret, type Secret } from "../policy/secret.ts";
import { Scanner } from "../search/scan.ts";
import type { HeldSecret, Run, RunRequest, Subject } from "../subject.ts";

export interface RunnerOptions {
  readonly crypto: WorldCrypto;
  readonly seed: number;
  /** Virtual time of each run; a longer scenario takes as long as it takes. */
  readonly virtualMicros: number;
  readonly policy: Policy;
}

/** One secret has another value in the run. */
export interface Change {
  readonly secret: Secret;
  readonly value: string;
}

export const IDLE: ScenarioData = { name: "set up and left alone", steps: [] };

/** Settings that one run may reveal, whose values may make the firmware read further ones. */
const MAX_DISCOVERY_RUNS = 4;
/** A firmware that crashes so early on a real board drives parts of it that the simulator does not have. */
const EARLY_MICROS = 2_000_000;

export class Runner {
  /** Runs done so far. */
  runs = 0;
  /** All secrets that are judged. */
  secrets: readonly Secret[] = [];
  private onSimulatorBoard = false;
  private scannerFor: { readonly secrets: readonly Secret[]; readonly scanner: Scanner } | null = null;

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
   * followed. Returns the first run with all of them. Throws BadScenario.
   */
  discover(scenario: ScenarioData): Run {
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
      const run = this.run(null, scenario);
      if (!this.onSimulatorBoard && run.board.identity !== null && panicsEarly(run)) {
        this.onSimulatorBoard = true;
        this.runs--;
        continue;
      }
      const before = known.size;
      for (const key of run.settings.read) {
        const held = [...known.values()].some((secret) => secret.setting === key);
        if (!isCredentialKey(key) || held) continue;
        // A firmware may make a key of a secret: the name must not give it away.
        const shown = new Scanner([...known.values()]).redact(key);
        learn(canary(`settings.${shown}`, seed, { setting: key }));
      }
      if (known.size === before || attempt >= MAX_DISCOVERY_RUNS) return run;
      this.runs--;
    }
  }

  /** Knows all secrets with the values of the first run. Making one takes as long as a short run. */
  get scanner(): Scanner {
    const { secrets } = this;
    if (this.scannerFor?.secrets !== secrets) this.scannerFor = { secrets, scanner: new Scanner(secrets) };
    return this.scannerFor.scanner;
  }

  /** The same run as without any change, once more. Throws BadScenario. */
  again(scenario: ScenarioData): Run {
    return this.runWith([], scenario, true);
  }

  /** One whole run: power-on, scenario, and the board changes hands at the end. Throws BadScenario. */
  run(change: Change | null, scenario: ScenarioData): Run {
    return this.runWith(change === null ? [] : [change], scenario);
  }

  /** The same with any number of changes. Throws BadScenario. */
  runWith(changes: readonly Change[], scenario: ScenarioData, again = false): Run {
    this.runs++;
    const run = this.attempt(changes, scenario, {
      virtualMicros: this.lengthMicros(scenario),
      ...(again && { again }),
    });
    if (run.end.impossibleStep !== null) throw new BadScenario(run.end.impossibleStep);
    return run;
  }

  /** A run of any kind, which may hold a step that could not be. It does not count. */
  attempt(
    changes: readonly Change[],
    scenario: ScenarioData,
    how: Omit<RunRequest, "secrets" | "scenario" | "onSimulatorBoard">,
  ): Run {
    return this.subject.run({
      ...how,
      secrets: this.secrets.map((secret) => held(secret, changes)),
      scenario: withGuesses(scenario, (name) => this.secrets.find((s) => s.name === name)?.value),
      ...(this.onSimulatorBoard && { onSimulatorBoard: true }),
    });
  }

  lengthMicros(scenario: ScenarioData): number {
    return Math.max(this.options.virtualMicros, new Scenario(scenario.name, scenario.steps).lengthMicros);
  }
}

function held({ name, value, setting }: Secret, changes: readonly Change[]): HeldSecret {
  return { name, setting, value: changes.find((c) => c.secret.name === name)?.value ?? value };
}

function panicsEarly({ end }: Run): boolean {
  return end.panics.length > 0 && end.panics[0].atMicros < EARLY_MICROS;
}
