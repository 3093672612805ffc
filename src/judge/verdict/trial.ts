/** A Trial: one scenario, lived through in worlds that differ in one secret, and what shows of it to whom. */
import type { ScenarioData } from "../../../sim/home/scenario.ts";
import type { Tape, TapeEvent } from "../../../sim/tape/tape.ts";
import { compareRuns, type Difference } from "../compare/twins.ts";
import { DEFAULT_PAIRS } from "../policy/policy.ts";
import { Releases } from "../policy/release.ts";
import { SealedBlobs } from "../policy/sealed-blobs.ts";
import { type PairKind, type Secret, variant } from "../policy/secret.ts";
import { KnownDerivations } from "../search/known-derivation.ts";
import type { Scanner } from "../search/scan.ts";
import { type Part, ScatteredSecrets } from "../search/scattered.ts";
import { partsInSequences } from "../search/sequence.ts";
import { type Accused, accuse, hasOwnLine } from "./accuse.ts";
import { type Finding, findingKey } from "./finding.ts";
import type { Runner } from "./runner.ts";
import { isSameLine, sourceOf } from "./source.ts";

const OTHER_LENGTH: readonly PairKind[] = ["longer", "word"];

export class Trial {
  readonly releases: Releases;
  private readonly scanner: Scanner;
  private readonly pieces: ScatteredSecrets;
  private derivations: KnownDerivations | null = null;
  private readonly opened = new WeakMap<Tape, SealedBlobs>();
  /** A run is only ever scanned for the values that it has. */
  private readonly scanned = new WeakMap<Tape, Map<TapeEvent, Part[]>>();

  constructor(
    private readonly runner: Runner,
    readonly scenario: ScenarioData,
    /** A run of the scenario; by default one in which the firmware's secrets are found out. */
    readonly base = runner.discover(scenario),
  ) {
    this.scanner = runner.scanner;
    this.pieces = new ScatteredSecrets(this.scanner);
    this.releases = new Releases(this.policy.releases ?? [], scenario, runner.options.crypto);
  }

  private get policy() {
    return this.runner.options.policy;
  }

  /** The first difference between two runs in which nothing differs; null when there is none, as there must. */
  noise(): Difference | null {
    const again = this.runner.again(this.scenario);
    const home = this.policy.judge === "home";
    return compareRuns(this.base.tape, again.tape, { home, cpu: this.runner.cpu })[0] ?? null;
  }

  /** The firmware met the secret, or brings it along: something about it could show. */
  concerns(secret: Secret): boolean {
    return secret.baked || this.base.used.includes(secret.name);
  }

  /** Findings about the secret, without those that only follow from another finding. */
  findings(secret: Secret): Finding[] {
    const told: Accused[] = [];
    for (const { pair, value } of this.others(secret)) {
      const before = [...told];
      const news = this.compared(secret, value).filter(
        (finding) =>
          !before.some((earlier) => isConsequence(earlier, finding, pair)) &&
          this.isConfirmed(finding, secret),
      );
      told.push(...news);
    }
    return essential(told).map((finding) => this.shown(finding));
  }

  /** The same finding as it shows in this scenario; null when it does not. */
  again(finding: Finding): Finding | null {
    const secret = this.runner.secrets.find((s) => s.name === finding.secret);
    if (secret === undefined || !this.concerns(secret)) return null;
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
    return { ...rest, origin: { kind, scenario: this.scenario, declared: false } };
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
      .map(({ value }) => ({ pair: value.length === secret.value.length ? "different" : "longer", value }));
  }

  private variantOf(secret: Secret, pair: PairKind, seed = this.runner.options.seed) {
    const value = variant(secret, pair, seed);
    return value === null || value === secret.value ? [] : [{ pair, value }];
  }

  private compared(secret: Secret, value: string): Accused[] {
    const twin = this.runner.run({ secret, value }, this.scenario);
    const { policy, releases, scanner, pieces } = this;
    const { cpu } = this.runner;
    const sealedBlobs = (tape: Tape) => this.sealedBlobs(tape);
    const derivations = () => this.knownDerivations();
    const inSequences = (tape: Tape, by: Scanner) => this.inSequences(tape, by);
    const court = { policy, releases, scanner, pieces, cpu, derivations, inSequences, sealedBlobs };
    return accuse(court, secret, value, this.base.tape, twin.tape);
  }

  private knownDerivations(): KnownDerivations {
    this.derivations ??= new KnownDerivations(this.runner.secrets, this.runner.options.crypto);
    return this.derivations;
  }

  private inSequences(tape: Tape, scanner: Scanner): Map<TapeEvent, Part[]> {
    const parts = this.scanned.get(tape) ?? partsInSequences(tape, scanner);
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
  private isConfirmed(finding: Accused, secret: Secret): boolean {
    if (finding.how !== "work") return true;
    if (this.runner.subject.program.alternatives !== null) return true;
    const third = this.variantOf(secret, "different", this.runner.options.seed + 1);
    return third
      .flatMap(({ value }) => this.compared(secret, value))
      .some((other) => findingKey(other) === findingKey(finding));
  }
}

/**
 * A line that sends a secret also shows its length, to the network and in logs of message sizes. What only a
 * further pair of values brings to light at a line that has been accused already is a consequence of that, and so
 * is what another length changes at a line whose flow is declared, or later in a function that has been accused.
 */
function isConsequence(earlier: Accused, finding: Accused, pair: PairKind): boolean {
  if (finding.allowed !== null) return false;
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
    const later = earlier.atMicros <= finding.atMicros && functionOf(earlier) === functionOf(finding);
    return earlier.allowed === null && isLength && finding.degree === "implicit" && later;
  }
  return earlier.allowed === null || (isLength && earlier.allowed.by === "policy");
}

/** Name of the function in which it is sent; undefined when that is not known. */
function functionOf({ source }: Accused): string | undefined {
  return source?.stack.find(({ file }) => file === source.file)?.functionName;
}

/** Done by the phone or another device of the home, with no line of the firmware that asks for it. */
function isElsewhere({ from, source }: Accused): boolean {
  return from !== "device" && source === null;
}

function tellsValue({ degree }: Accused): boolean {
  return degree === "clear" || degree === "encoded";
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
      return tellsValue(finding) || !open.some((f) => isElsewhere(f) && tellsValue(f));
    if (!hasOwnLine(finding)) {
      // Once the runs have parted, timers of the library and announcements come in another order.
      return !open.some(
        (f) => hasOwnLine(f) && (f.observer === finding.observer || finding.degree === "implicit"),
      );
    }
    if (tellsValue(finding)) return true;
    // Others get to know its length, on the path and in what the libraries log.
    const isLength = finding.degree === "implicit" || finding.channel === "log";
    const tells = (f: Accused) => tellsValue(f) && (isLength || f.observer === finding.observer);
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
