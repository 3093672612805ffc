/** A Trial: one scenario, lived through in worlds that differ in one secret, and what shows of it to whom. */
import { INSTANT } from "../../../sim/device/cpu.ts";
import type { ScenarioData } from "../../../sim/home/scenario.ts";
import type { PlatformMechanism, Tape, TapeEvent } from "../../../sim/tape/tape.ts";
import { compareRuns, type Difference } from "../compare/twins.ts";
import type { ValueSet } from "../policy/corner-values.ts";
import { tellsValue } from "../policy/degree.ts";
import { DEFAULT_PAIRS } from "../policy/policy.ts";
import { Releases } from "../policy/release.ts";
import { SealedBlobs } from "../policy/sealed-blobs.ts";
import { isSameLength, type PairKind, type Secret, variant } from "../policy/secret.ts";
import type { Hit } from "../search/hit.ts";
import type { Scanner } from "../search/scan.ts";
import { ScatteredSecrets } from "../search/scattered.ts";
import { SequenceParts } from "../search/sequence.ts";
import type { Circumstances } from "../subject.ts";
import { type Accused, accuse, hasOwnLine, shownBy } from "./accuse.ts";
import { deviceSecrets } from "./device-secrets.ts";
import { type Finding, findingKey } from "./finding.ts";
import { isReleased, ReleasedBytes, type ValuedRun } from "./released-bytes.ts";
import type { Change, Runner } from "./runner.ts";
import { isSameLine, sourceOf } from "./source.ts";

/** Time from a request being logged to its bytes leaving: a name is looked up, and a connection set up. */
const SETUP_MICROS = 2e6;
/**
 * Shortest wait of a firmware that is told from computing, which takes the vault up to 2 ms longer for one value than
 * for another (measured with the appliances of this repository on an ESP32-C3).
 */
const LEAST_WAIT_MICROS = 10_000;

/** Resolution by which instants are compared: that of observers, or {@link LEAST_WAIT_MICROS}. */
type Clock = "fine" | "coarse";

const OTHER_LENGTH: readonly PairKind[] = ["longer", "word"];

export class Trial {
  readonly releases: Releases;
  private readonly released: ReleasedBytes;
  private readonly scanner: Scanner;
  private readonly pieces: ScatteredSecrets;
  private readonly opened = new WeakMap<Tape, SealedBlobs>();
  /** A run is only ever scanned for the values that it has. */
  private readonly scanned = new WeakMap<Tape, SequenceParts>();
  /** Hits of all secrets in events of the first run. */
  private readonly hits = new WeakMap<TapeEvent, readonly Hit[]>();
  /** Names of secrets on which something depends that was sent. */
  readonly differing = new Set<string>();
  /** Findings about each secret, by its name, in the order in which they came up. */
  private readonly told = new Map<string, Accused[]>();

  /** Those of all its runs, which are as long as the first one. */
  private readonly circumstances: Circumstances;

  constructor(
    private readonly runner: Runner,
    readonly scenario: ScenarioData,
    circumstances: Circumstances = {},
    /** A run of the scenario; by default one in which the firmware's secrets are found out. */
    readonly base = runner.discover(scenario, circumstances),
  ) {
    const { atMicros, stopped } = this.base.end;
    const isLonger = stopped === null && atMicros > runner.lengthMicros(scenario, circumstances);
    this.circumstances = isLonger ? { ...circumstances, untilMicros: atMicros } : circumstances;
    this.scanner = runner.scanner;
    this.pieces = new ScatteredSecrets(this.scanner);
    this.releases = new Releases(this.policy.releases ?? [], scenario, runner.options.crypto);
    this.released = new ReleasedBytes(this.policy, this.releases, (tape) => this.sealedBlobs(tape));
  }

  private get policy() {
    return this.runner.options.policy;
  }

  /** The first difference between two runs in which nothing differs. Anything but null is a bug of the simulator. */
  noise(): Difference | null {
    this.foresee();
    const again = this.runner.again(this.scenario, this.circumstances);
    return this.differences(again.tape)[0] ?? null;
  }

  /** Runs of a trial that come next: the first once more, and those with related values. */
  private foresee(): void {
    const { runner, scenario, circumstances } = this;
    const pairs = this.concerned.flatMap((secret) =>
      this.others(secret).map(({ value }) => [{ secret, value }]),
    );
    runner.foresee([
      { changes: [], scenario, circumstances, how: { again: true } },
      ...pairs.map((changes) => ({ changes, scenario, circumstances })),
    ]);
  }

  /**
   * Secrets about which something could show: those that played a part, or that the firmware brings along, but for those
   * whose value is a part of the circumstances.
   */
  get concerned(): readonly Secret[] {
    const { values = {} } = this.circumstances;
    return this.runner.secrets.filter(
      ({ name, baked }) => values[name] === undefined && (baked || this.base.met.includes(name)),
    );
  }

  /** Secrets among them that can have any value: what is written in the firmware has its length. */
  private get changeable(): readonly Secret[] {
    return this.concerned.filter(({ baked }) => !baked);
  }

  /** Compares each secret with values that are related to its own. */
  tryPairs(): void {
    for (const secret of this.concerned) {
      for (const { pair, value } of this.others(secret)) this.tryValue(secret, value, pair);
    }
  }

  /**
   * Tries values that programs ask about. All secrets take theirs at once; only where that shows something which is
   * neither released nor known yet, those that it may be about take their own alone. Returns the number of sets.
   */
  tryValueSets(sets: readonly ValueSet[]): number {
    const secrets = this.changeable;
    if (secrets.length === 0) return 0;
    const together = sets.map((set) => ({ set, changes: changesOf(secrets, set.together) }));
    const { scenario, circumstances } = this;
    this.runner.foresee(
      together.flatMap(({ changes }) => (changes.length > 0 ? [{ changes, scenario, circumstances }] : [])),
    );
    for (const { set, changes } of together) {
      for (const { secret } of this.suspects(changes)) {
        const others = secrets.filter((other) => other !== secret);
        for (const value of set.alone(secret, others))
          this.tryValue(secret, value, pairOf(secret, value), "coarse");
      }
    }
    return sets.length;
  }

  /** Compares all secrets at once with values that differ in every byte, and each alone where something shows. */
  tryTogether(): void {
    for (const { secret, value } of this.suspects(this.allDifferent))
      this.tryValue(secret, value, "different", "coarse");
  }

  /** Values of all secrets that differ from their own in every byte. */
  get allDifferent(): readonly Change[] {
    return changesOf(this.changeable, (secret) => this.variantOf(secret, "different")[0]?.value ?? null);
  }

  /** Secrets of the device itself in the first run. */
  get deviceSecrets(): readonly Secret[] {
    return deviceSecrets(this.base, this.sealedBlobs(this.base.tape), this.runner.secrets);
  }

  /** Number of nonces that seal more than one content in the first run. */
  get repeatedNonces(): number {
    return this.sealedBlobs(this.base.tape).repeatedNonces;
  }

  /** Findings about all secrets, without those that only follow from others. */
  get findings(): Finding[] {
    return [...this.told.values()].flatMap((told) => essential(told).map((finding) => this.shown(finding)));
  }

  private tryValue(secret: Secret, value: string, pair: PairKind, clock = this.clock): void {
    const told = this.told.get(secret.name) ?? [];
    this.told.set(secret.name, told);
    if (value === secret.value) return;
    const before = [...told];
    const known = new Set(before.map(findingKey));
    told.push(
      ...this.compared(secret, value, clock).filter(
        (finding) =>
          !known.has(findingKey(finding)) &&
          !before.some((earlier) => isConsequence(earlier, finding, pair)) &&
          !(clock === "coarse" && before.some((earlier) => isNoNews(earlier, finding))) &&
          this.isConfirmed(finding, secret, clock),
      ),
    );
  }

  /** Those of the changes about which a run with all of them shows something that is neither released nor known. */
  private suspects(changes: readonly Change[]): readonly Change[] {
    if (changes.length === 0) return [];
    const run = this.runner.runWith(changes, this.scenario, this.circumstances);
    const sameLength = changes.every(({ secret, value }) => isSameLength(value, secret.value));
    const first: ValuedRun = {
      tape: this.base.tape,
      values: new Map(changes.map(({ secret }) => [secret.name, secret.value])),
    };
    const second: ValuedRun = {
      tape: run.tape,
      values: new Map(changes.map(({ secret, value }) => [secret.name, value])),
    };
    const open = this.differences(run.tape, sameLength, "coarse").filter(
      (difference) =>
        !isReleased(difference, first, second, this.released) && !this.isKnown(difference, sameLength),
    );
    const all = changes.map(({ secret }) => secret.name);
    const names = open.flatMap((difference) => {
      const declared = sameLength ? [] : this.declaredAt(difference);
      return declared.length > 0 ? declared : all;
    });
    return changes.filter(({ secret }) => names.includes(secret.name));
  }

  /** Secrets whose declared flow, of another length, may be all that a difference shows. */
  private declaredAt({ a, b, what }: Difference): string[] {
    const event = a ?? b!;
    if (what !== "content" && what !== "size") return [];
    return [...this.told].flatMap(([name, told]) => {
      const isDeclared = told.some(
        ({ allowed, to, source }) =>
          allowed?.by === "policy" && hostOf(to) === hostOf(event.to) && isSameLine(source, sourceOf(event)),
      );
      return isDeclared ? [name] : [];
    });
  }

  /** True if a difference comes from a line, on its way to a peer, that is known to tell the observer something. */
  private isKnown({ a, b, observer, what }: Difference, sameLength: boolean): boolean {
    const event = a ?? b!;
    const source = sourceOf(event);
    const told = [...this.told.values()].flat();
    // Another length is more work for honest reasons.
    if (!sameLength && what === "work") return true;
    return told.some(
      (finding) =>
        finding.allowed === null &&
        finding.observer === observer &&
        finding.channel === event.channel &&
        hostOf(finding.to) === hostOf(event.to) &&
        isSameLine(finding.source, source),
    );
  }

  /** Coarse where computing takes time: it would show in all that comes after, and the usual runs compare it. */
  private get clock(): Clock {
    return this.circumstances.boardProcessor === true ? "coarse" : "fine";
  }

  private differences(tape: Tape, sameLength = true, clock = this.clock): Difference[] {
    return compareRuns(this.base.tape, tape, {
      home: this.policy.judge === "home",
      // Another length is more work for honest reasons: all it shows is the length.
      cpu: sameLength ? this.runner.cpu : INSTANT,
      leastMicros: clock === "coarse" ? LEAST_WAIT_MICROS : 0,
    });
  }

  /** The same finding as it shows in this scenario; null when it does not. */
  again(finding: Finding): Finding | null {
    const secret = this.runner.secrets.find((s) => s.name === finding.secret);
    if (secret === undefined || !this.concerned.includes(secret)) return null;
    // Content that differs was sent in the first run already.
    if (finding.degree !== "implicit" && !this.hasSent(finding)) return null;
    const key = findingKey(finding);
    for (const { value } of this.others(secret)) {
      const same = this.compared(secret, value).find((other) => findingKey(other) === key);
      if (same !== undefined) return this.shown(same);
    }
    return null;
  }

  private shown(finding: Accused): Finding {
    const { inImage, ...rest } = finding;
    const kind = inImage ? "image" : "run";
    const { scenario, circumstances } = this;
    return { ...rest, origin: { kind, scenario, circumstances, declared: false } };
  }

  /** True if the place of the finding sends anything by its channel. */
  private hasSent({ channel, source }: Finding): boolean {
    return this.base.tape.events.some(
      (event) => event.channel === channel && isSameLine(sourceOf(event), source),
    );
  }

  /** Other values of the secret that its own is compared with. */
  private others(secret: Secret): { readonly pair: PairKind; readonly value: string }[] {
    const { program } = this.runner.subject;
    if (program.alternatives === null)
      return (this.policy.pairs ?? DEFAULT_PAIRS).flatMap((pair) => this.variantOf(secret, pair));
    return program.alternatives
      .filter(({ name }) => name === secret.name)
      .map(({ value }) => ({ pair: pairOf(secret, value), value }));
  }

  private variantOf(secret: Secret, pair: PairKind, seed = this.runner.options.seed) {
    const value = variant(secret, pair, seed);
    return value === null || value === secret.value ? [] : [{ pair, value }];
  }

  private compared(secret: Secret, value: string, clock = this.clock): Accused[] {
    const twin = this.runner.runWith([{ secret, value }], this.scenario, this.circumstances);
    const differences = this.differences(twin.tape, isSameLength(value, secret.value), clock);
    if (differences.some(({ a, b }) => !isGiven((a ?? b!).platform))) this.differing.add(secret.name);
    const { policy, releases, released, scanner, pieces } = this;
    const { scanners, madeNames } = this.runner;
    const derivations = () => this.runner.derivations;
    const hitsIn = (event: TapeEvent) => this.hitsIn(event);
    const inSequences = (tape: Tape, by: Scanner) => this.inSequences(tape, by);
    const court = {
      ...{ policy, releases, released, scanner, scanners, pieces, madeNames },
      ...{ derivations, hitsIn, inSequences },
    };
    return accuse(court, secret, value, { a: this.base.tape, b: twin.tape, differences });
  }

  private hitsIn(event: TapeEvent): readonly Hit[] {
    const hits = this.hits.get(event) ?? this.scanner.scan(shownBy(event));
    this.hits.set(event, hits);
    return hits;
  }

  private inSequences(tape: Tape, scanner: Scanner): SequenceParts {
    const parts = this.scanned.get(tape) ?? new SequenceParts(tape, scanner);
    this.scanned.set(tape, parts);
    return parts;
  }

  private sealedBlobs(tape: Tape): SealedBlobs {
    let blobs = this.opened.get(tape);
    if (blobs === undefined) {
      // Key and code are the same in all runs: they are made from the seed.
      const { config, deviceId } = this.base.board;
      const sealer = { crypto: this.runner.options.crypto, deviceId, config };
      blobs = new SealedBlobs(tape, sealer);
      this.opened.set(tape, blobs);
    }
    return blobs;
  }

  /** A moment of computing may differ by chance between two values, hardly again for a third one. */
  private isConfirmed(finding: Accused, secret: Secret, clock: Clock): boolean {
    const takesTime = this.circumstances.boardProcessor === true;
    // A shift of microseconds puts what the libraries do at one moment into another order.
    const isOrder = takesTime || (!tellsValue(finding.degree) && finding.channel !== "flash");
    if (clock === "coarse" && isOrder && !hasOwnLine(finding)) return false;
    if (finding.how !== "work" && !(takesTime && finding.how === "time")) return true;
    if (this.runner.subject.program.alternatives !== null) return true;
    const third = this.variantOf(secret, "different", this.runner.options.seed + 1);
    return third
      .flatMap(({ value }) => this.compared(secret, value, clock))
      .some((other) => findingKey(other) === findingKey(finding));
  }
}

/** True for what shows of a setting that firmware need not do anything with: that it is stored, and handed out. */
function isGiven(mechanism: PlatformMechanism | undefined): boolean {
  return mechanism === "platform/store" || mechanism === "platform/settings-read";
}

/** Relation of a value to the secret's own, as far as consequences go. */
function pairOf(secret: Secret, value: string): PairKind {
  return isSameLength(value, secret.value) ? "different" : "longer";
}

function changesOf(secrets: readonly Secret[], valueFor: (secret: Secret) => string | null): Change[] {
  return secrets.flatMap((secret) => {
    const value = valueFor(secret);
    return value === null || value === secret.value ? [] : [{ secret, value }];
  });
}

/**
 * True if a finding only follows from an earlier one. A line that sends a secret to somebody also shows its length: to
 * the same peer, and to those who see that message on its way or in a log. So does a line whose flow is declared, and a
 * later line of the function. To another peer it is a flow of its own.
 */
function isConsequence(earlier: Accused, finding: Accused, pair: PairKind): boolean {
  if (finding.allowed !== null || !isOfSameMessage(earlier, finding)) return false;
  if (earlier.source === null || finding.source === null) {
    const alike =
      earlier.source === finding.source &&
      earlier.from === finding.from &&
      earlier.observer === finding.observer;
    return alike && earlier.allowed === null && earlier.channel === finding.channel;
  }
  if (earlier.source.file !== finding.source.file) return false;
  const isShape = finding.degree === "derived" || finding.degree === "implicit";
  const isLength = isShape && OTHER_LENGTH.includes(pair);
  if (earlier.source.line !== finding.source.line) {
    // A value that is sent piece by piece is told at its last piece.
    const later = earlier.atMicros <= finding.atMicros || tellsValue(earlier.degree);
    const isStep = later && functionOf(earlier) === functionOf(finding);
    return earlier.allowed === null && isLength && finding.degree === "implicit" && isStep;
  }
  // A message tells more than its moment implies.
  if (earlier.allowed === null) return isTiming(finding) || !isTiming(earlier);
  // A declared flow shows how long it is, and no sooner than its connection is set up and its request logged.
  const isDeclared = earlier.allowed.by === "policy" && earlier.atMicros - SETUP_MICROS <= finding.atMicros;
  return isDeclared && isLength && finding.how !== "presence";
}

/** True if a finding implies something about a value that its observer can read already. */
function isNoNews(earlier: Accused, finding: Accused): boolean {
  const isRead =
    earlier.allowed === null && tellsValue(earlier.degree) && earlier.observer === finding.observer;
  return isRead && finding.allowed === null && finding.degree === "implicit";
}

/** True if what one finding is about can be part of the message that another is about: to one peer, or on the way to it. */
function isOfSameMessage(a: Accused, b: Accused): boolean {
  return b.to === null || hostOf(a.to) === hostOf(b.to);
}

function hostOf(peer: string | null): string | null {
  return peer?.replace(/:\d+$/, "") ?? null;
}

/** Name of the function in which it is sent; undefined when that is not known. */
function functionOf({ source }: Accused): string | undefined {
  return source?.stack.find(({ file }) => file === source.file)?.functionName;
}

/** Done by the phone or another device of the home, with no line of the firmware that asks for it. */
function isElsewhere({ from, source }: Accused): boolean {
  return from !== "device" && source === null;
}

function isTiming({ how }: Accused): boolean {
  return how === "time" || how === "work";
}

/**
 * The findings about one secret without those that follow from others: what has no line in the project's own
 * code while the same observer is accused at one that has; computed and implied at a line that sends the
 * observer the value itself; and further steps of a function after the first one that one twin took and the other did not.
 */
function essential(findings: readonly Accused[]): Accused[] {
  const open = findings.filter((f) => f.allowed === null);
  const sameLine = (a: Accused, b: Accused) => isSameLine(a.source, b.source);
  return findings.filter((finding) => {
    if (finding.allowed !== null) return true;
    if (isElsewhere(finding))
      return tellsValue(finding.degree) || !open.some((f) => isElsewhere(f) && tellsValue(f.degree));
    if (!hasOwnLine(finding)) {
      // Once the runs have parted, timers of the library and announcements come in another order.
      const follows = (f: Accused) =>
        finding.degree === "implicit" ||
        (!tellsValue(finding.degree) && finding.channel !== "flash" && f.atMicros <= finding.atMicros);
      return !open.some((f) => hasOwnLine(f) && (f.observer === finding.observer || follows(f)));
    }
    if (tellsValue(finding.degree)) return true;
    // Others get to know its length, on the path and in what the libraries log.
    const isLength = finding.degree === "implicit" || finding.channel === "log";
    const tells = (f: Accused) =>
      tellsValue(f.degree) && isOfSameMessage(f, finding) && (isLength || f.observer === finding.observer);
    if (open.some((f) => tells(f) && sameLine(f, finding))) return false;
    if (finding.degree !== "implicit") return true;
    return !open.some(
      (f) =>
        f.observer === finding.observer &&
        f.atMicros <= finding.atMicros &&
        !sameLine(f, finding) &&
        (f.atMicros < finding.atMicros || (f.source?.line ?? 0) < (finding.source?.line ?? 0)) &&
        f.source?.file === finding.source?.file &&
        functionOf(f) === functionOf(finding),
    );
  });
}
