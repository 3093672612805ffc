/** Observers in words, for readers who meet them for the first time. */
import type { Observer } from "../../sim/tape/tape.ts";

interface ObserverWords {
  /** Everyday name, with its article. */
  readonly title: string;
  /** View of the observer, one sentence. */
  readonly sees: string;
}

export const OBSERVER_WORDS: Readonly<Record<Observer, ObserverWords>> = {
  endpoint: {
    title: "the server",
    sees: "Each server that the appliance talks to. Encryption on the way (TLS) ends there, so it reads what is inside.",
  },
  network: {
    title: "the way to it",
    sees: "Routers, providers and whoever listens between home and server: names, addresses, sizes and times, and the content too where there is no TLS.",
  },
  air: {
    title: "the street",
    sees: "Neighbours and passers-by whose radio receives the WiFi frames.",
  },
  bus: {
    title: "a module on the wire",
    sees: "Another module that is plugged to the appliance's own wire (Jacdac).",
  },
  cable: {
    title: "who plugs in a cable",
    sees: "Log, crash messages and all frames, over USB or serial.",
  },
  flash: {
    title: "who holds the board",
    sees: "The memory of a board that is sold, returned, repaired, stolen or thrown away.",
  },
  bystander: {
    title: "who is in the room",
    sees: "Lights, displays, sounds and movement.",
  },
};
