/** The judge: runs a firmware in twin worlds and says who learns what about each credential. */

import { isCredentialKey } from "../../sim/credential.ts";
import { CorruptImage, panicName } from "../../sim/device.ts";
import type { Image } from "../../sim/image.ts";
import type { WorldCrypto } from "../../sim/net/wpa.ts";
import type { ScenarioData } from "../../sim/scenario.ts";
import { SourceMap } from "../../sim/source-map.ts";
import type { Observer, TapeEvent } from "../../sim/tape.ts";
import type { VmModule } from "../../sim/vm.ts";
import { World } from "../../sim/world.ts";
import { compareFindings, type Finding, findingKey, type Source } from "./finding.ts";
import { type Degree, type Policy, platformRelease, type VerdictWord } from "./policy.ts";
import { type Hit, Scanner } from "./scan.ts";
import { bakedSecret, canary, fingerprint, type Secret } from "./secret.ts";
import { compareRuns, type Difference, isLinkData } from "./twins.ts";

export interface CheckOptions {
  readonly vm: VmModule;
  readonly crypto: WorldCrypto;
  readonly seed: number;
  /** Virtual time of each run. */
  readonly virtualMicros: number;
  readonly policy: Policy;
  /** What happens in each run after power-on; default: the owner sets the device up and does nothing more. */
  readonly scenario?: ScenarioData;
}

export interface JudgedSecret {
  readonly name: string;
  /** Null for a value that is the user's own. */
  readonly fingerprint: string | null;
  readonly exercised: boolean;
  /** Too short to be searched for: left to the twins. */
  readonly tooShort: boolean;
}

export interface Verdict {
  readonly word: VerdictWord;
  /** Why, in a sentence. */
  readonly reason: string;
  readonly secrets: readonly JudgedSecret[];
  /** Other settings that the firmware reads. */
  readonly notJudged: readonly string[];
  readonly findings: readonly Finding[];
  readonly virtualMicros: number;
  readonly runs: number;
  /** Events on the first run's tape. */
  readonly events: number;
}

/** Settings that one run may reveal, whose values may make the firmware read further ones. */
const MAX_DISCOVERY_RUNS = 4;

/** Judges one firmware. Deterministic: same arguments, same verdict. Throws CorruptImage. */
export function check(image: Image, options: CheckOptions): Verdict {
  return new Check(image, options).verdict();
}

/** Runs a firmware once, as the judge's first run, for somebody who wants to watch it. Throws CorruptImage. */
export function observe(image: Image, options: CheckOptions): Observation {
  const { secrets, world } = new Check(image, options).discover();
  const scanner = new Scanner(secrets.map((s) => ({ name: s.name, value: s.value })));
  return { world, scanner };
}

export interface Observation {
  /** After its run. */
  readonly world: World;
  /** Knows the run's secrets: whatever is shown of the run goes through its `redact`. */
  readonly scanner: Scanner;
}

class Check {
  private runs = 0;
  private readonly map: SourceMap;
  private readonly baked: readonly Secret[];

  constructor(
    private readonly image: Image,
    private readonly options: CheckOptions,
  ) {
    this.map = new SourceMap(image.debug);
    this.baked = image.bakedDefaults.map((d) => bakedSecret(settingName(d.key), d.value, options.seed));
  }

  verdict(): Verdict {
    const { secrets, world } = this.discover();
    const judged = secrets.map((secret) => ({ secret, exercised: this.exercised(secret, world) }));
    const scanner = new Scanner(secrets.map((s) => ({ name: s.name, value: s.value })));
    const verdict = (word: VerdictWord, reason: string, findings: readonly Finding[]): Verdict => ({
      word,
      reason,
      findings,
      secrets: judged.map(({ secret, exercised }) => ({
        name: secret.name,
        fingerprint: fingerprint(secret, this.options.seed),
        exercised,
        tooShort: scanner.tooShort.includes(secret.name),
      })),
      notJudged: [...world.settingsRead]
        .filter((key) => !secrets.some((s) => s.name === settingName(key)))
        .sort(),
      virtualMicros: world.clock.nowMicros,
      runs: this.runs,
      events: world.tape.events.length,
    });

    const again = this.run(secrets, null);
    const noise = compareRuns(world.tape, again.tape)[0];
    if (noise !== undefined) {
      return verdict(
        "unknown",
        `two runs with equal seeds differ (${this.describe(noise)}): nothing can be concluded`,
        [],
      );
    }

    const found = new Map<string, Finding>();
    for (const { secret, exercised } of judged) {
      if (!exercised && !secret.baked) continue;
      for (const finding of this.judge(secret, world, this.run(secrets, secret), scanner)) {
        const key = findingKey(finding);
        if (!found.has(key)) found.set(key, finding);
      }
    }
    const findings = [...found.values()].sort(compareFindings);
    const leaks = findings.filter((f) => f.release === null);
    if (leaks.length > 0) {
      const names = [...new Set(leaks.map((f) => f.secret))];
      return verdict("leaks", `${list(names)} ${names.length === 1 ? "does" : "do"} not stay home`, findings);
    }
    const failure = runFailure(world, this.map);
    if (failure !== null) return verdict("unknown", failure, findings);
    const unused = (this.options.policy.secrets ?? []).filter(
      (name) => !judged.some((j) => j.secret.name === name && j.exercised),
    );
    if (unused.length > 0) {
      return verdict(
        "unknown",
        `the policy names ${list(unused)}, which the firmware did not use in this scenario`,
        findings,
      );
    }
    const used = judged.filter((j) => j.exercised).map((j) => j.secret.name);
    if (used.length === 0)
      return verdict("unknown", "the firmware used no credential in this scenario", findings);
    return verdict("keeps", `${list(used)} ${used.length === 1 ? "stays" : "stay"} home`, findings);
  }

  /** Runs until no further credential-like setting is asked for, so that each has a value to be followed. */
  discover(): { secrets: Secret[]; world: World } {
    const { seed, policy } = this.options;
    const named = (policy.secrets ?? []).filter((name) => !name.startsWith("wifi."));
    const names = new Set(named);
    for (let attempt = 1; ; attempt++) {
      const secrets = [
        canary("wifi.ssid", seed),
        canary("wifi.psk", seed),
        ...this.baked,
        ...[...names]
          .filter((n) => !this.baked.some((b) => b.name === n))
          .sort()
          .map((n) => canary(n, seed)),
      ];
      const world = this.run(secrets, null);
      const before = names.size;
      for (const key of world.settingsRead) if (isCredentialKey(key)) names.add(settingName(key));
      for (const { name } of this.baked) names.delete(name);
      if (names.size <= before || attempt >= MAX_DISCOVERY_RUNS) return { secrets, world };
      this.runs--;
    }
  }

  /** One run; `changed` has its variant's value, everything else is as always. */
  private run(secrets: readonly Secret[], changed: Secret | null): World {
    this.runs++;
    const { vm, crypto, seed, virtualMicros, scenario } = this.options;
    const value = (secret: Secret) => (secret === changed ? secret.variant : secret.value);
    const valueNamed = (name: string) => value(secrets.find((s) => s.name === name)!);
    const settings: Record<string, Uint8Array> = { ...this.image.settings };
    const inSource = new Set(
      this.image.bakedDefaults.filter((d) => d.origin === "source").map((d) => settingName(d.key)),
    );
    for (const secret of secrets) {
      if (!secret.name.startsWith("settings.") || inSource.has(secret.name)) continue;
      settings[secret.name.slice("settings.".length)] = encoder.encode(JSON.stringify(value(secret)));
    }
    const image =
      changed !== null && inSource.has(changed.name) ? withLiteral(this.image, changed) : this.image;
    const home = { ssid: valueNamed("wifi.ssid"), psk: valueNamed("wifi.psk") };
    const world = new World({ vm, crypto, seed, image, home, settings, scenario });
    this.recordBaked(world, value, secrets);
    world.powerOn();
    world.runUntil(virtualMicros);
    world.handOver();
    world.release();
    return world;
  }

  /** Whoever holds the board holds the image: what is written in it is seen from the start. */
  private recordBaked(world: World, value: (secret: Secret) => string, secrets: readonly Secret[]): void {
    for (const baked of this.image.bakedDefaults) {
      const secret = secrets.find((s) => s.name === settingName(baked.key))!;
      world.record({
        from: "device",
        channel: "flash",
        observers: ["flash"],
        kind: `image ${baked.key}`,
        to: null,
        payload: encoder.encode(value(secret)),
        pcs: null,
        place: { file: baked.file, line: baked.line },
      });
    }
  }

  private exercised(secret: Secret, world: World): boolean {
    if (secret.name.startsWith("wifi.")) return world.credentialsUsed;
    return world.settingsRead.has(secret.name.slice("settings.".length));
  }

  /** What the observers learn about one secret, from two runs in which only it differs. */
  private judge(secret: Secret, a: World, b: World, scanner: Scanner): Finding[] {
    const differences = compareRuns(a.tape, b.tape);
    const other = new Scanner([{ name: secret.name, value: secret.variant }]);
    const findings: Finding[] = [];
    const times: Finding[] = [];
    for (const difference of differences) {
      const event = difference.a ?? difference.b!;
      const hits = difference.a === null ? [] : hitsIn(scanner, difference.a, secret.name);
      const context = { secret: secret.name, observer: difference.observer, event };
      for (const degree of ["clear", "encoded"] as const) {
        const hit = hits.find((h) => h.degree === degree);
        if (hit !== undefined) findings.push(this.finding(context, degree, hit.chain, "its value", scanner));
      }
      if (difference.what === "time") {
        times.push(this.finding(context, "implicit", [], "when it is sent", scanner));
      } else if (difference.what === "content") {
        const explained =
          hits.length > 0 && explainedBy(hits, hitsIn(other, difference.b!, secret.name), difference);
        if (!explained)
          findings.push(this.finding(context, "derived", [], "bytes computed from it", scanner));
      } else if (hits.length === 0) {
        findings.push(this.finding(context, "implicit", [], IMPLICIT[difference.what], scanner));
      }
    }
    // A shift in time after something else already differed says nothing new.
    for (const time of times) {
      const told = findings.some((f) => f.observer === time.observer && f.release === null);
      if (!told) {
        findings.push(time);
        break;
      }
    }
    return findings;
  }

  private finding(
    context: { secret: string; observer: Observer; event: TapeEvent },
    degree: Exclude<Degree, "released">,
    chain: readonly string[],
    how: string,
    scanner: Scanner,
  ): Finding {
    const { secret, observer, event } = context;
    const release =
      degree === "implicit" ? null : platformRelease(this.options.policy, event.platform, secret, observer);
    const declared: Degree = release === null ? degree : "released";
    const channel = how === "when it is sent" ? "time" : event.channel;
    return {
      rule: `${declared}/${channel}`,
      secret,
      observer,
      degree: declared,
      chain,
      channel,
      to: event.to === null ? null : scanner.redact(event.to),
      atMicros: event.atMicros,
      release,
      source: this.source(event),
      how,
    };
  }

  private source(event: TapeEvent): Source | null {
    if (event.place !== undefined) return { ...event.place, stack: [] };
    const place = event.pcs === null ? null : this.map.blame(event.pcs);
    if (place === null) return null;
    const stack = this.map.stack(event.pcs!).map((p) => `${p.file}:${p.line} ${p.functionName}`);
    return { file: place.file, line: place.line, stack };
  }

  private describe(difference: Difference): string {
    const event = difference.a ?? difference.b!;
    return `${difference.what} of a ${event.channel} ${event.kind} at ${event.atMicros / 1e6} s`;
  }
}

/** Why a run says less than it should, in words; null when it went its full length without a crash. */
export function runFailure(world: World, map: SourceMap): string | null {
  if (world.ended !== null) return `${world.ended.reason} (stopped at ${world.clock.nowMicros / 1e6} s)`;
  const panic = world.device.panics[0];
  if (panic === undefined) return null;
  const place = panic.pcs === null ? null : map.blame(panic.pcs);
  const where = place === null ? "" : ` at ${place.file}:${place.line}`;
  return `the firmware crashed${where}: ${panicName(panic.code)} (panic ${panic.code}) after ${panic.atMicros / 1e6} s`;
}

const encoder = new TextEncoder();

const IMPLICIT = {
  size: "how long it is",
  peer: "with whom it talks",
  presence: "whether something is sent at all",
} as const;

function settingName(key: string): string {
  return `settings.${key}`;
}

/** Hits of one secret in what an event shows: its payload, else whom it names. */
function hitsIn(scanner: Scanner, event: TapeEvent, secret: string): Hit[] {
  const bytes = event.payload ?? encoder.encode(event.to ?? "");
  return scanner.scan(bytes).filter((hit) => hit.secret === secret);
}

/** True when nothing but the places that carry the secret differs. */
function explainedBy(hitsA: readonly Hit[], hitsB: readonly Hit[], difference: Difference): boolean {
  const a = blankOut(difference.a!, hitsA);
  const b = blankOut(difference.b!, hitsB);
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** An event's payload without link data and without what `hits` cover. */
function blankOut(event: TapeEvent, hits: readonly Hit[]): number[] {
  return Array.from(event.payload!).filter(
    (_, at) => !isLinkData(event, at) && !hits.some((hit) => hit.start <= at && at < hit.end),
  );
}

/** The image with a text literal replaced by one of equal length. */
function withLiteral(image: Image, secret: Secret): Image {
  const from = encoder.encode(`\0${secret.value}\0`);
  const to = encoder.encode(`\0${secret.variant}\0`);
  const bytecode = image.bytecode.slice();
  for (let at = 0; at + from.length <= bytecode.length; at++) {
    if (from.every((byte, i) => bytecode[at + i] === byte)) bytecode.set(to, at);
  }
  return { ...image, bytecode };
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

export { CorruptImage };
