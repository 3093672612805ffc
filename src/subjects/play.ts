/** Lets a firmware live through a scenario, for tests and programs that look at what it sent. */

import type { ScenarioData } from "../../sim/home/scenario.ts";
import type { World } from "../../sim/home/world.ts";
import type { Server } from "../../sim/net/server.ts";
import type { AccessPointOptions } from "../../sim/radio/access-point.ts";
import { toText } from "../../sim/tape/bytes.ts";
import { parseDuration } from "../../sim/tape/duration.ts";
import type { Channel, Observer, TapeEvent } from "../../sim/tape/tape.ts";
import { buildImage } from "../compile/build.ts";
import { loadVmModule } from "../devicescript.ts";
import { loadMeteredVmModule } from "../metered-vm.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { nodeCrypto } from "../world-crypto.ts";
import { lengthOf, livedWorld } from "./lived-world.ts";

/** The world of a life, where it is not the usual one. */
export interface PlayOptions {
  readonly scenario?: ScenarioData;
  /** Default: the scenario's length, at least 60 s. */
  readonly for?: string;
  /** Default: 1. */
  readonly seed?: number;
  /** The network that the phone hands over. */
  readonly home?: AccessPointOptions;
  readonly neighbours?: readonly AccessPointOptions[];
  /** Settings in flash at power-on: key to value. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Servers by host; `*` answers for all others. */
  readonly servers?: Readonly<Record<string, Server>>;
  /** Such as `esp32s3_devkit_m`. */
  readonly board?: string;
  /** Computing takes the time that it would take on the board; default: none. */
  readonly workTakesTime?: boolean;
}

/** A life that has been lived. */
export class Life {
  constructor(readonly world: World) {}

  /** Everything that was sent, in order. */
  get events(): readonly TapeEvent[] {
    return this.world.tape.events;
  }

  /** Events that one observer saw, on one channel or on all. */
  seenBy(observer: Observer, channel?: Channel): TapeEvent[] {
    return this.events.filter(
      (e) => e.observers.includes(observer) && (channel === undefined || e.channel === channel),
    );
  }

  /** Lines that the firmware and its runtime printed. */
  get log(): string[] {
    return this.events.filter((e) => e.channel === "log").map((e) => toText(e.payload!));
  }

  /** Reason why the run ended before its time; null when it did not. */
  get ended(): string | null {
    return this.world.ended?.reason ?? null;
  }

  /** An independent copy that continues identically. */
  fork(): Life {
    return new Life(this.world.fork());
  }

  /** Goes on living, and lets more happen. */
  continue(duration: string, scenario?: ScenarioData): this {
    if (scenario !== undefined) this.world.play(scenario);
    this.world.runUntil(this.world.clock.nowMicros + micros(duration));
    return this;
  }
}

/** Builds `main` and lets it live. Throws a UserError for what does not build, BadScenario for what cannot happen. */
export function play(main: string, options: PlayOptions = {}): Life {
  const built = buildImage(main, { board: options.board ?? null });
  const { scenario, seed, home, neighbours, settings, servers } = options;
  const world = livedWorld(built, {
    vm: options.workTakesTime === true ? loadMeteredVmModule() : loadVmModule(),
    cpu: options.workTakesTime === true ? "board" : undefined,
    crypto: nodeCrypto,
    ...{ scenario, seed, home, neighbours, settings, servers },
  });
  world.powerOn();
  world.runUntil(options.for === undefined ? lengthOf(scenario) : micros(options.for));
  return new Life(world);
}

function micros(duration: string): number {
  const parsed = parseDuration(duration);
  if (parsed === null)
    throw new UserError(`"${duration}" is no duration. Write one such as 500ms, 60s, 5m or 24h.`, EXIT_USAGE);
  return parsed;
}
