/** Things that a person turns or slides. */
import type { Behaviour } from "./behaviour.ts";

export const KNOBS: Readonly<Record<string, Behaviour>> = {
  potentiometer: {
    initial: { variant: [2] },
    drift: { around: [0.5], wander: 0, everyMinutes: 1, noise: 0.0004, range: [0, 1] },
    turn: (server, { to }) => server.fix("position", [to]),
  },
  rotaryencoder: {
    initial: { clicks_per_turn: [20] },
    turn: (server, { to }) => server.fix("position", [to]),
  },
};
