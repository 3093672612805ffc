/** An act that was played in a world, as plain data: what the tape has of it, and states of the home that no tape has. */
import type { Scenario } from "../../sim/home/scenario.ts";
import type { World } from "../../sim/home/world.ts";
import type { TapeEvent } from "../../sim/tape/tape.ts";

/** Time from one look at the home to the next: nobody in the room could tell more. */
const LOOK_EVERY_MICROS = 100_000;

export interface PlayedAct {
  readonly startMicros: number;
  /** All events since power-on, and the index of the first one in this act. */
  readonly events: readonly TapeEvent[];
  readonly firstEvent: number;
  /** The firmware has been handed the home's credentials. */
  readonly hasCredentials: boolean;
  /** In order; looks that saw the same are one. */
  readonly looks: readonly Look[];
}

/** State of the home when the last of some events had happened. */
export interface Look {
  /** Number of all events until then. */
  readonly events: number;
  readonly forgets: boolean;
  readonly erases: boolean;
}

/** Lets an act happen. The first one of a story is what the world was made with. Throws BadScenario. */
export function playAct(world: World, happens: Scenario, isFirst: boolean): PlayedAct {
  const startMicros = world.clock.nowMicros;
  const firstEvent = world.tape.length;
  const endMicros = startMicros + happens.lengthMicros;
  const looks: Look[] = [];
  if (isFirst) world.powerOn();
  else world.play(happens);
  for (let at = startMicros; at < endMicros; ) {
    at = Math.min(at + LOOK_EVERY_MICROS, endMicros);
    world.runUntil(at);
    const look = lookAt(world);
    const last = looks.at(-1);
    if (last !== undefined && last.forgets === look.forgets && last.erases === look.erases) looks.pop();
    looks.push(look);
  }
  const events = world.tape.events.slice();
  return { startMicros, events, firstEvent, hasCredentials: world.credentialsUsed, looks };
}

function lookAt({ tape, wifi }: World): Look {
  // A board that starts again reads what it stored last: that may be the name of a network that there is not.
  const last = wifi.stored.findLast(({ key }) => key === "wifi_ssid");
  return {
    events: tape.length,
    forgets: !wifi.online && !(wifi.knowsNetwork && last?.ownNetwork === true),
    erases: !wifi.inFlash.some(({ ownNetwork }) => ownNetwork),
  };
}
