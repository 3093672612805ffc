/** A home that goes on as long as it is told to, with the firmware that was judged last. */
import { BadScenario } from "../../../../sim/home/scenario.ts";
import type { Step } from "../../../../sim/home/verbs/verbs.ts";
import type { World } from "../../../../sim/home/world.ts";
import type { TapeEvent } from "../../../../sim/tape/tape.ts";
import type { BuiltFirmware } from "../../../compile/image.ts";
import { allPairsOf } from "../../../judge/compare/twins.ts";
import type { Policy } from "../../../judge/policy/policy.ts";
import type { Secret } from "../../../judge/policy/secret.ts";
import { Fragments } from "../../../judge/search/fragments.ts";
import type { Scanner } from "../../../judge/search/scan.ts";
import type { Finding } from "../../../judge/verdict/finding.ts";
import { type OtherValues, Rerun } from "../../../judge/verdict/observe.ts";
import { isSameLine, sourceOf } from "../../../judge/verdict/source.ts";
import { MASK } from "../../../report/masks.ts";
import { Veil } from "../../../report/veil.ts";
import { VeiledEvents } from "../../../report/veiled-events.ts";
import { AS_DECLARED, judgeOptions, simulated, type Tools } from "../../../tasks/judge.ts";
import type { Answer, LiveEvent } from "../protocol.ts";

/** Firmware that was judged, and what was found. */
export interface Judged {
  readonly built: BuiltFirmware;
  readonly policy: Policy;
  readonly findings: readonly Finding[];
  /** A credential that is the learner's own is in the firmware: what may hold a part of it is not shown. */
  readonly holdsOwn: boolean;
}

/** Virtual time after which its secrets are known. */
const LOOK_MICROS = 10_000_000;
/** Content of which nothing may be shown. */
const HIDDEN_CONTENT = MASK.repeat(4);

export class Life {
  private readonly world: World;
  /** The same home with other values, so that whatever depends on one shows; null where that cannot be. */
  private other: World | null;
  private readonly scanner: Scanner;
  private readonly fragments: Fragments;
  /** Events that were told, in both homes. */
  private told = { own: 0, other: 0 };

  /** Throws BadScenario and CorruptImage. */
  constructor(
    private readonly judged: Judged,
    tools: Tools,
  ) {
    const { built, policy } = judged;
    const subject = simulated(tools, policy, built, AS_DECLARED);
    const options = judgeOptions(tools, policy, { seed: AS_DECLARED.seed, virtualMicros: LOOK_MICROS });
    const rerun = new Rerun(subject, options);
    const { secrets, scanner } = rerun.seen;
    this.scanner = scanner;
    this.fragments = new Fragments(secrets);
    this.world = subject.powered({ secrets });
    const values = rerun.otherValues();
    this.other = values === null ? null : subject.powered(withOthers(secrets, values));
  }

  /** Lets virtual time pass. */
  advance(micros: number): void {
    const until = this.world.clock.nowMicros + micros;
    this.world.runUntil(until);
    this.other?.runUntil(until);
  }

  /** Throws an Error that says why it cannot happen. */
  do(step: Step): void {
    try {
      this.world.play({ name: "", steps: [step] });
      this.playOther(step);
      this.advance(0);
    } catch (error) {
      throw error instanceof BadScenario ? new Error(this.redact(error.message)) : error;
    }
  }

  /** Events and state since it was last asked. */
  news(): Omit<Extract<Answer, { readonly kind: "lived" }>, "kind" | "id"> {
    const { world, other, told } = this;
    const tape = { events: world.tape.events.slice(told.own) };
    const others = other === null ? null : { events: other.tape.events.slice(told.other) };
    const veiled = new VeiledEvents(this.scanner, this.fragments, new Veil(tape, others, allPairsOf));
    this.told = { own: world.tape.length, other: other?.tape.length ?? 0 };
    const events = tape.events.map((event) => this.shown(event, veiled));
    const buttons = world.bus.drivable
      .filter(({ spec }) => spec.shortId === "button")
      .map(({ name }) => name);
    const ended = world.ended === null ? null : this.redact(world.ended.reason);
    return { atMicros: world.clock.nowMicros, events, buttons, ended };
  }

  /** What happens in one home only leaves nothing to compare. */
  private playOther(step: Step): void {
    try {
      this.other?.play({ name: "", steps: [step] });
    } catch (error) {
      if (!(error instanceof BadScenario)) throw error;
      this.other = null;
    }
  }

  private redact(text: string): string {
    return this.fragments.redact(this.scanner.redact(text));
  }

  private shown(event: TapeEvent, veiled: VeiledEvents): LiveEvent {
    const { atMicros, observers, sizeBytes } = event;
    const source = sourceOf(event);
    const told = this.judged.findings.filter((finding) => isOf(finding, event));
    const names = (isLeak: boolean) => [
      ...new Set(told.filter(({ allowed }) => (allowed === null) === isLeak).map(({ secret }) => secret)),
    ];
    return {
      ...veiled.heading(event, observers[0]),
      ...{ atMicros, observers, sizeBytes },
      place: source === null ? null : { file: source.file, line: source.line },
      secrets: names(true),
      allowed: names(false),
      content: event.payload === null ? null : (this.content(event, veiled) ?? HIDDEN_CONTENT),
    };
  }

  /** Null where all of it is hidden. */
  private content(event: TapeEvent, veiled: VeiledEvents): string | null {
    const [observer] = event.observers;
    if (this.judged.holdsOwn && !veiled.isAllKnown(event, observer)) return null;
    return veiled.marked(event, observer, []);
  }
}

/** The secrets with their other values. */
function withOthers(secrets: readonly Secret[], { changes, ...circumstances }: OtherValues) {
  const values = new Map(changes.map(({ secret, value }) => [secret.name, value]));
  return {
    secrets: secrets.map((secret) => ({ ...secret, value: values.get(secret.name) ?? secret.value })),
    circumstances,
  };
}

/** A verdict's finding shows in the event: it is of the same line, to the same side, for one of its observers. */
function isOf(finding: Finding, event: TapeEvent): boolean {
  return (
    finding.channel === event.channel &&
    event.observers.includes(finding.observer) &&
    (finding.to === null || finding.to === event.to) &&
    isSameLine(finding.source, sourceOf(event))
  );
}
