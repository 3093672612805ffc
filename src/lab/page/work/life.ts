/** A home that goes on as long as it is told to, with the firmware that was judged last. */
import { BadScenario } from "../../../../sim/home/scenario.ts";
import type { Step } from "../../../../sim/home/verbs/verbs.ts";
import type { World } from "../../../../sim/home/world.ts";
import type { TapeEvent } from "../../../../sim/tape/tape.ts";
import type { BuiltFirmware } from "../../../compile/image.ts";
import type { Policy } from "../../../judge/policy/policy.ts";
import type { Scanner } from "../../../judge/search/scan.ts";
import type { Finding } from "../../../judge/verdict/finding.ts";
import { observe } from "../../../judge/verdict/observe.ts";
import { isSameLine, sourceOf } from "../../../judge/verdict/source.ts";
import { EventReport } from "../../../report/events.ts";
import { HOME, livedWorld } from "../../../subjects/lived-world.ts";
import { AS_DECLARED, judgeOptions, simulated, type Tools } from "../../../tasks/judge.ts";
import type { Answer, LiveEvent } from "../protocol.ts";

/** Firmware that was judged, and what was found. */
export interface Judged {
  readonly built: BuiltFirmware;
  readonly policy: Policy;
  readonly findings: readonly Finding[];
}

/** Virtual time after which its secrets are known. */
const LOOK_MICROS = 10_000_000;

export class Life {
  private readonly world: World;
  private readonly scanner: Scanner;
  private readonly report: EventReport;
  private told = 0;

  /** Throws BadScenario and CorruptImage. */
  constructor(
    private readonly judged: Judged,
    tools: Tools,
  ) {
    const { built, policy } = judged;
    const { secrets, scanner } = observe(simulated(tools, policy, built, AS_DECLARED), {
      ...judgeOptions(tools, policy, { seed: AS_DECLARED.seed, virtualMicros: LOOK_MICROS }),
    });
    this.scanner = scanner;
    this.report = new EventReport(scanner);
    const valueNamed = (name: string) => secrets.find((secret) => secret.name === name)?.value;
    const settings = secrets.filter(({ baked, setting, member }) => !baked && setting !== null && !member);
    this.world = livedWorld(built, {
      ...tools,
      servers: policy.servers,
      home: {
        ssid: valueNamed("wifi.ssid") ?? HOME.ssid,
        psk: valueNamed("wifi.psk") ?? HOME.psk,
      },
      settings: Object.fromEntries(settings.map(({ setting, value }) => [setting, value])),
    });
    this.world.powerOn();
  }

  /** Lets virtual time pass. */
  advance(micros: number): void {
    this.world.runUntil(this.world.clock.nowMicros + micros);
  }

  /** Throws an Error that says why it cannot happen. */
  do(step: Step): void {
    try {
      this.world.play({ name: "", steps: [step] });
      this.advance(0);
    } catch (error) {
      throw error instanceof BadScenario ? new Error(this.scanner.redact(error.message)) : error;
    }
  }

  /** Events and state since it was last asked. */
  news(): Omit<Extract<Answer, { readonly kind: "lived" }>, "kind" | "id"> {
    const { world } = this;
    const events = world.tape.events.slice(this.told).map((event) => this.shown(event));
    this.told = world.tape.length;
    const buttons = world.bus.drivable
      .filter(({ spec }) => spec.shortId === "button")
      .map(({ name }) => name);
    const ended = world.ended === null ? null : this.scanner.redact(world.ended.reason);
    return { atMicros: world.clock.nowMicros, events, buttons, ended };
  }

  private shown(event: TapeEvent): LiveEvent {
    const { atMicros, from, channel, observers, kind, to, sizeBytes } = event;
    const source = sourceOf(event);
    const told = this.judged.findings.filter((finding) => isOf(finding, event));
    const names = (isLeak: boolean) => [
      ...new Set(told.filter(({ allowed }) => (allowed === null) === isLeak).map(({ secret }) => secret)),
    ];
    return {
      ...{ atMicros, from, channel, observers, kind, sizeBytes },
      to: to === null ? null : this.scanner.redact(to),
      place: source === null ? null : { file: source.file, line: source.line },
      secrets: names(true),
      allowed: names(false),
      content: this.report.payload(event),
    };
  }
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
