/** Runs a firmware in worlds that differ in nothing but the value of one secret. */

import { isCredentialKey } from "../../../sim/device/credential.ts";
import type { Identity } from "../../../sim/device/identity.ts";
import type { Image } from "../../../sim/device/image.ts";
import type { VmModule } from "../../../sim/device/vm.ts";
import { Scenario, type ScenarioData } from "../../../sim/home/scenario.ts";
import { World } from "../../../sim/home/world.ts";
import type { WorldCrypto } from "../../../sim/radio/wpa.ts";
import { toBytes } from "../../../sim/tape/bytes.ts";
import { withGuesses } from "../policy/guess.ts";
import { namedSecrets, type Policy } from "../policy/policy.ts";
import { bakedSecret, canary, type Secret } from "../policy/secret.ts";
import { Scanner } from "../search/scan.ts";

export interface RunnerOptions {
  readonly vm: VmModule;
  readonly crypto: WorldCrypto;
  readonly seed: number;
  /** Virtual time of each run; a longer scenario takes as long as it takes. */
  readonly virtualMicros: number;
  readonly policy: Policy;
  /** The board that firmware finds itself on; default: the simulator's own. */
  readonly identity?: Identity;
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
  /** Credentials written in the source, by secret's name. */
  private readonly literals: ReadonlySet<string>;
  private identity: Identity | undefined;
  private scannerFor: { readonly secrets: readonly Secret[]; readonly scanner: Scanner } | null = null;

  constructor(
    readonly image: Image,
    readonly options: RunnerOptions,
  ) {
    this.identity = options.identity;
    const inSource = image.bakedDefaults.filter((d) => d.origin === "source");
    this.literals = new Set(inSource.map((d) => settingName(d.key)));
  }

  /**
   * Finds out which settings the firmware asks for, so that each that looks like a credential has a value to be
   * followed. Returns the first run with all of them.
   */
  discover(scenario: ScenarioData): World {
    const { seed, policy } = this.options;
    const baked = this.image.bakedDefaults.map((d) => bakedSecret(settingName(d.key), d.value, d.key));
    // What an earlier scenario brought to light is a secret in the later ones too.
    const known = new Map(this.secrets.map((secret) => [secret.name, secret]));
    const learn = (secret: Secret) => {
      if (!known.has(secret.name)) known.set(secret.name, secret);
    };
    for (const name of ["wifi.ssid", "wifi.psk"]) {
      learn(
        canary(
          name,
          seed,
          namedSecrets(policy).find((s) => s.name === name),
        ),
      );
    }
    for (const secret of baked) learn(secret);
    for (const spec of namedSecrets(policy)) learn(canary(spec.name, seed, spec));
    for (let attempt = 1; ; attempt++) {
      if (known.size !== this.secrets.length) this.secrets = [...known.values()];
      const world = this.run(null, scenario);
      if (this.identity !== undefined && (world.device.panics[0]?.atMicros ?? EARLY_MICROS) < EARLY_MICROS) {
        this.identity = undefined;
        this.runs--;
        continue;
      }
      const before = known.size;
      for (const key of [...world.settingsRead].sort()) {
        const held = [...known.values()].some((secret) => secret.setting === key);
        if (!isCredentialKey(key) || held) continue;
        // A firmware may make a key of a secret: the name must not give it away.
        const shown = new Scanner([...known.values()]).redact(key);
        learn(canary(settingName(shown), seed, { setting: key }));
      }
      if (known.size === before || attempt >= MAX_DISCOVERY_RUNS) return world;
      this.runs--;
    }
  }

  /** Knows all secrets with the values of the first run. Making one takes as long as a short run. */
  get scanner(): Scanner {
    const { secrets } = this;
    if (this.scannerFor?.secrets !== secrets) this.scannerFor = { secrets, scanner: new Scanner(secrets) };
    return this.scannerFor.scanner;
  }

  /** One whole run: power-on, scenario, and the board changes hands at the end. */
  run(change: Change | null, scenario: ScenarioData): World {
    return this.runWith(change === null ? [] : [change], scenario);
  }

  /** The same with any number of changes. */
  runWith(changes: readonly Change[], scenario: ScenarioData): World {
    this.runs++;
    const world = this.world(changes, scenario);
    world.powerOn();
    world.runUntil(this.lengthMicros(scenario));
    world.handOver();
    world.release();
    return world;
  }

  /** A world that has not been powered on yet. */
  world(changes: readonly Change[], scenario: ScenarioData): World {
    const { vm, crypto, seed, policy } = this.options;
    const valueFor = (secret: Secret) =>
      changes.find((c) => c.secret.name === secret.name)?.value ?? secret.value;
    const named = (name: string) => this.secrets.find((s) => s.name === name)!;
    const settings: Record<string, Uint8Array> = { ...this.image.settings };
    for (const secret of this.secrets) {
      // A credential in the source is what firmware gets when the setting is missing.
      if (secret.setting === null || this.literals.has(secret.name)) continue;
      settings[secret.setting] = toBytes(JSON.stringify(valueFor(secret)));
    }
    const literals = changes.filter((c) => this.literals.has(c.secret.name));
    const world = new World({
      vm,
      crypto,
      seed,
      image: literals.reduce(withLiteral, this.image),
      home: { ssid: valueFor(named("wifi.ssid")), psk: valueFor(named("wifi.psk")) },
      settings,
      identity: this.identity,
      servers: policy.servers,
      stockWifiLog: policy.stockWifiLog,
      scenario: withGuesses(scenario, (name) => this.secrets.find((s) => s.name === name)?.value),
    });
    this.recordLiterals(world, valueFor);
    return world;
  }

  lengthMicros(scenario: ScenarioData): number {
    return Math.max(this.options.virtualMicros, new Scenario(scenario.name, scenario.steps).lengthMicros);
  }

  /** The firmware received, read or opened it, or the device joined with it. */
  exercised(secret: Secret, world: World): boolean {
    if (secret.setting !== null) return world.settingsRead.has(secret.setting);
    return world.credentialsUsed;
  }

  /** Whoever holds the board holds the image: what is written in it is seen from the start. */
  private recordLiterals(world: World, valueFor: (secret: Secret) => string): void {
    for (const baked of this.image.bakedDefaults) {
      const secret = this.secrets.find((s) => s.name === settingName(baked.key));
      if (secret === undefined) continue;
      world.record({
        from: "device",
        channel: "flash",
        observers: ["flash"],
        kind: `image ${baked.key}`,
        to: null,
        payload: toBytes(valueFor(secret)),
        pcs: null,
        place: { file: baked.file, line: baked.line },
      });
    }
  }
}

function settingName(key: string): string {
  return `settings.${key}`;
}

/** The image with a text literal replaced by one of equal length. */
function withLiteral(image: Image, change: Change): Image {
  const from = toBytes(`\0${change.secret.value}\0`);
  const to = toBytes(`\0${change.value}\0`);
  const bytecode = image.bytecode.slice();
  for (let at = bytecode.indexOf(0); at >= 0; at = bytecode.indexOf(0, at + 1)) {
    if (from.every((byte, i) => bytecode[at + i] === byte)) bytecode.set(to, at);
  }
  return { ...image, bytecode };
}
