/**
 * Further trials of a scenario: with the board in another state than the usual one, in other surroundings, and with
 * computing that takes time. What shows of a secret only there is a finding like any other.
 */
import { BadScenario, type ScenarioData } from "../../../sim/home/scenario.ts";
import { sameBytes, toBytes } from "../../../sim/tape/bytes.ts";
import type { TapeEvent } from "../../../sim/tape/tape.ts";
import type { Secret } from "../policy/secret.ts";
import { unsetSettings, type WatchedSetting, watchedSettings } from "../policy/watched-settings.ts";
import { Scanner } from "../search/scan.ts";
import type { Circumstances, MissingMember, Run, SettingAnswer, SettingForm } from "../subject.ts";
import { eventfulScenario } from "./eventful-scenario.ts";
import type { Finding } from "./finding.ts";
import { IDLE } from "./idle.ts";
import type { Note } from "./notes.ts";
import type { Runner } from "./runner.ts";
import { isSameLine, type Source, sourceOf } from "./source.ts";
import { Trial } from "./trial.ts";
import { findingsOf, writtenSecrets } from "./written-secrets.ts";

export interface FurtherOutcome {
  readonly findings: readonly Finding[];
  readonly notes: readonly Note[];
  /** Secrets that the firmware made itself and wrote into its settings. */
  readonly written: readonly Secret[];
  readonly usedReleases: ReadonlySet<string>;
  /** Members of replies that the firmware asked for in vain. */
  readonly missingMembers: readonly MissingMember[];
  /** Names of scenarios besides the usual one. */
  readonly scenarios: readonly string[];
  /** Identities of the board that were tried besides the usual one. */
  readonly identities: number;
}

/** Runs with other answers to what firmware asks its settings. */
const MAX_ROUNDS = 4;
/** Another seed for surroundings, far from those that people name. */
const ELSEWHERE = 0x5eed;

const BARE: Circumstances = { isBare: true };
/** Computing takes the time that it takes there. */
const ON_THE_BOARD: Circumstances = { boardProcessor: true };

interface Attempt {
  /** Says whether the first run is worth a comparison; by default it is. */
  readonly isFit?: (base: Run) => boolean;
  readonly watchUses?: boolean;
  /** Default: that of the usual trial. */
  readonly scenario?: ScenarioData;
}

export class FurtherTrials {
  private readonly findings: Finding[] = [];
  private readonly notes: Note[] = [];
  private readonly written: Secret[] = [];
  private readonly usedReleases = new Set<string>();
  private readonly missingMembers: MissingMember[] = [];
  private identities = 0;
  private readonly scenarios: string[] = [];

  constructor(
    private readonly runner: Runner,
    private readonly usual: Trial,
  ) {}

  /** `first`: also tries what hardly depends on the scenario, which once is enough for. */
  tryAll(first: boolean): void {
    this.onFreshBoard();
    this.withSettings(first ? MAX_ROUNDS : 0);
    if (first) {
      this.eventfully();
      const isBare = this.usual.base.reactsTo.peers.length > 0;
      this.foresee([...(isBare ? [BARE] : []), this.otherPlace, ON_THE_BOARD]);
      if (isBare) this.tried(BARE);
      this.inOtherForms();
      this.elsewhere();
      this.tried(ON_THE_BOARD);
      // It crashes there, and what it says until then may depend on a secret.
      if (this.runner.crashedBoard !== null) this.tried({ onSimulatorBoard: false });
    }
  }

  /** Findings, notes and scope of all trials so far. */
  get outcome(): FurtherOutcome {
    const { findings, notes, written, usedReleases, missingMembers, scenarios, identities } = this;
    return { findings, notes, written, usedReleases, missingMembers, scenarios, identities };
  }

  /** Much happens, where neither a scenario nor a length of runs is declared. */
  private eventfully(): void {
    const { base, scenario } = this.usual;
    if (scenario !== IDLE || this.runner.options.untilTimersFired !== true) return;
    const { program } = this.runner.subject;
    const eventful = eventfulScenario(program, base.reactsTo, base.missingMembers);
    if (this.tried({}, { scenario: eventful, watchUses: true }) !== null) this.scenarios.push(eventful.name);
  }

  /** The board is fresh from the factory: settings that hold credentials are not there yet. */
  private onFreshBoard(): void {
    const { read } = this.usual.base.settings;
    const preset = this.runner.secrets.some(
      ({ setting, baked }) => setting !== null && !baked && read.includes(setting),
    );
    if (!preset) return;
    const run = this.tried({ factoryFresh: true }, { watchUses: true });
    if (run === null) return;
    const isPublic = (key: string) => this.policy.public?.includes(key) === true;
    const made = writtenSecrets(run, this.runner.secrets, isPublic);
    this.written.push(...made);
    this.findings.push(
      ...findingsOf(made, run, this.usual.scenario, { factoryFresh: true }, this.usual.releases),
    );
  }

  /** Settings that are no credentials and not set have plausible values. */
  private withSettings(maxRounds: number): void {
    const { secrets, subject } = this.runner;
    const unset = unsetSettings(this.usual.base, secrets, this.policy, subject.program);
    if (unset.length === 0) return;
    const watched = watchedSettings(unset, this.runner.options.seed);
    const settings = Object.fromEntries(watched.map(({ key, json }) => [key, json]));
    const run = this.tried({ settings }, { isFit: didNotCrash, watchUses: true });
    if (run === null) {
      this.notes.push({ kind: "settings refused" });
      return;
    }
    this.notes.push(...toldSettings(watched, run, this.policy.public ?? []));
    for (const answered of rounds(settings, run.answers).slice(0, maxRounds))
      this.tried({ settings: answered });
  }

  /** Credentials are stored as something else than a text, where the firmware was not seen to take them for one. */
  private inOtherForms(): void {
    const { read } = this.usual.base.settings;
    const forms: Record<"number" | "list" | "object", Record<string, SettingForm>> = {
      number: {},
      list: {},
      object: {},
    };
    for (const { name, setting, member, baked } of this.runner.secrets) {
      if (setting === null || member !== undefined || baked || !read.includes(setting)) continue;
      const use = this.runner.uses.find((one) => one.name === name);
      if (use?.typeAsked === true) forms.number[setting] = { kind: "number" };
      if (use?.asText !== true) forms.list[setting] = { kind: "list" };
      const members = use?.missingMembers ?? [];
      if (members.length > 0) forms.object[setting] = { kind: "object", members };
    }
    for (const form of Object.values(forms)) {
      if (Object.keys(form).length > 0) this.tried({ forms: form }, { isFit: didNotCrash });
    }
  }

  /** Device id, addresses and round-trip times are others. */
  private elsewhere(): void {
    const run = this.tried(this.otherPlace);
    if (run === null) return;
    this.identities++;
    for (const { how, allowed, secret, observer, ...finding } of this.usual.findings) {
      if (how !== "computed" || allowed !== null || !isSameBytes(finding, this.usual.base, run)) continue;
      this.notes.push({ kind: "same on every board", secret, observer, source: finding.source });
    }
    const source = otherwise(this.usual.base, run) ?? otherwise(run, this.usual.base);
    if (source !== null) this.notes.push({ kind: "identities differ", source });
  }

  private get otherPlace(): Circumstances {
    return { surroundingsSeed: this.runner.options.seed + ELSEWHERE };
  }

  /** The runs of the trials that come next, each with its twin. */
  private foresee(all: readonly Circumstances[]): void {
    const { scenario, allDifferent } = this.usual;
    const how = { watchUses: false };
    this.runner.foresee(
      all.flatMap((circumstances) => [
        { changes: [], scenario, circumstances, how },
        { changes: allDifferent, scenario, circumstances },
      ]),
    );
  }

  /** Null where the scenario cannot be under these circumstances, or the run is not as it must be. */
  private tried(
    circumstances: Circumstances,
    { isFit, watchUses = false, scenario = this.usual.scenario }: Attempt = {},
  ): Run | null {
    try {
      const base = this.runner.runWith([], scenario, circumstances, { watchUses });
      if (isFit?.(base) === false) return null;
      const trial = new Trial(this.runner, scenario, circumstances, base);
      trial.tryTogether();
      this.findings.push(...trial.findings);
      this.missingMembers.push(...base.missingMembers);
      this.noteCrash(base, circumstances);
      for (const name of trial.releases.usedNames) this.usedReleases.add(name);
      return base;
    } catch (error) {
      // Under other circumstances a service may not be there that a step speaks of.
      if (error instanceof BadScenario) return null;
      throw error;
    }
  }

  private noteCrash({ end }: Run, circumstances: Circumstances): void {
    const { settings, forms, onSimulatorBoard, ...rest } = circumstances;
    const isOther = settings !== undefined || forms !== undefined || onSimulatorBoard !== undefined;
    const [panic] = end.panics;
    if (panic === undefined || isOther || this.usual.base.end.panics.length > 0) return;
    const { position } = panic;
    this.notes.push({ kind: "crash", circumstances: rest, source: position?.blame ?? null });
  }

  private get policy() {
    return this.runner.options.policy;
  }
}

function didNotCrash({ end }: Run): boolean {
  return end.panics.length === 0;
}

/** Settings with what firmware compared them with: in each round, each setting has another of its answers. */
function rounds(
  settings: Readonly<Record<string, string>>,
  answers: readonly SettingAnswer[],
): Readonly<Record<string, string>>[] {
  const byKey = new Map<string, string[]>();
  for (const { key, json } of answers) byKey.set(key, [...(byKey.get(key) ?? []), json]);
  const most = Math.max(0, ...[...byKey.values()].map((list) => list.length));
  return Array.from({ length: most }, (_, round) => {
    const answered = [...byKey].map(([key, list]) => [key, list[Math.min(round, list.length - 1)]]);
    return { ...settings, ...Object.fromEntries(answered) };
  });
}

/** Notes about watched settings that reach somebody from the device. */
function toldSettings(watched: readonly WatchedSetting[], run: Run, open: readonly string[]): Note[] {
  const wanted = watched.flatMap(({ key, text }) =>
    text === null || open.includes(key) ? [] : [{ name: key, value: text }],
  );
  const scanner = new Scanner(wanted);
  const notes = new Map<string, Note>();
  for (const event of run.tape.events) {
    if (event.from !== "device" || event.platform !== undefined) continue;
    for (const { secret: key } of scanner.scan(event.payload ?? toBytes(event.to ?? ""))) {
      for (const observer of event.observers) {
        const to = event.to === null ? null : scanner.redact(event.to);
        const note: Note = { kind: "setting told", key, observer, to, source: sourceOf(event) };
        const place = `${key} ${observer} ${to} ${note.source?.file}:${note.source?.line}`;
        if (!notes.has(place)) notes.set(place, note);
      }
    }
  }
  return [...notes.values()];
}

/** True if a finding's event has the same content in another run: that of the same step, as often as it came before. */
function isSameBytes(
  { atMicros, channel, source }: Pick<Finding, "atMicros" | "channel" | "source">,
  run: Run,
  other: Run,
): boolean {
  const isThere = (event: TapeEvent) =>
    event.from === "device" && event.channel === channel && event.payload !== null;
  const events = run.tape.events.filter(isThere);
  // One line sends several at once, such as a head and its body: which of them the finding is about is not known.
  const sent = events.filter((one) => one.atMicros === atMicros && isSameLine(sourceOf(one), source));
  const twinOf = (event: TapeEvent) => {
    const alike = (one: TapeEvent) => one.position?.step === event.position?.step && one.kind === event.kind;
    return other.tape.events.filter(isThere).filter(alike)[events.filter(alike).indexOf(event)];
  };
  return sent.length > 0 && sent.every((event) => isSamePayload(event, twinOf(event)));
}

function isSamePayload(event: TapeEvent, twin: TapeEvent | undefined): boolean {
  return twin !== undefined && sameBytes(twin.payload!, event.payload!);
}

/** The first line of the firmware that sends something in one run and nothing in the other; null when there is none. */
function otherwise(run: Run, other: Run): Source | null {
  const key = (source: Source) => `${source.file}:${source.line}`;
  const sources = ({ tape }: Run) =>
    tape.events.flatMap((event) => (event.from === "device" ? (sourceOf(event) ?? []) : []));
  const there = new Set(sources(other).map(key));
  return sources(run).find((source) => !there.has(key(source))) ?? null;
}
