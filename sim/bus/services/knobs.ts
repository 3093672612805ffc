/** Knobs and sliders that a person turns: the reading goes there at the speed of a hand. */
import type { ServiceServer } from "../service.ts";
import type { Behaviour } from "./behaviour.ts";
import { noiseAt } from "./drift.ts";
import { placeOf, restingAt, type Travel } from "./travel.ts";

/** A whole slide takes a third of a second; an encoder makes 40 clicks a second. */
const SLIDE_SPEED = 3;
const CLICK_SPEED = 40;
/** Noise of a 12-bit converter. */
const CONVERTER_NOISE = 0.0004;
const CONVERSION_MICROS = 5_000;

export const KNOBS: Readonly<Record<string, Behaviour>> = {
  potentiometer: {
    ...knob(0.5, SLIDE_SPEED),
    initial: { variant: [2] },
    computed: {
      position: (server) => [
        place(server) +
          CONVERTER_NOISE * noiseAt(server.key, Math.floor(server.nowMicros / CONVERSION_MICROS)),
      ],
    },
  },
  rotaryencoder: {
    ...knob(0, CLICK_SPEED),
    // As jacdac-c's rotaryencoder.c has it.
    initial: { clicks_per_turn: [12], clicker: [false] },
    computed: { position: (server) => [Math.trunc(place(server))] },
  },
};

function knob(start: number, speed: number): Behaviour {
  return {
    memory: { travel: restingAt(start) },
    turn: (server, { to }) => {
      const travel: Travel = { from: server.number("position"), to, sinceMicros: server.nowMicros, speed };
      server.memory.travel = travel;
    },
  };
}

function place(server: ServiceServer): number {
  return placeOf(server.memory.travel as Travel, server.nowMicros);
}
