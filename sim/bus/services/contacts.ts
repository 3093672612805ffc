/** Sensors that tell two states apart and send an event when one becomes the other. */
import type { ServiceServer } from "../service.ts";
import type { Behaviour } from "./behaviour.ts";

interface Contact {
  /** The register that decides. */
  readonly reading: string;
  readonly isOn: (server: ServiceServer, wasOn: boolean) => boolean;
  readonly on: string;
  readonly off?: string;
  /** A register that says what the state is. */
  readonly shows?: string;
}

/** A magnet this near counts as there, in either polarity. */
const MAGNET_STRENGTH = 0.3;

const SWITCH: Behaviour = contact({ reading: "active", isOn: isSet("active"), on: "on", off: "off" });

export const CONTACTS: Readonly<Record<string, Behaviour>> = {
  switch: {
    ...SWITCH,
    /** A person moves it to its other position, and back if it is said for how long. */
    press: (server, { forMicros }) => {
      flip(server);
      if (forMicros !== undefined) server.later(forMicros, {});
    },
    due: flip,
  },
  motion: {
    ...contact({ reading: "moving", isOn: isSet("moving"), on: "movement" }),
    // Those of a HC-SR501.
    initial: { max_distance: [7], angle: [120] },
  },
  magneticfieldlevel: {
    ...contact({
      reading: "strength",
      isOn: (server) => Math.abs(server.number("strength")) > MAGNET_STRENGTH,
      on: "active",
      off: "inactive",
      shows: "detected",
    }),
    drift: { around: [0.01], wander: 0.01, everyMinutes: 10, noise: 0.003, range: [-1, 1] },
  },
  soundlevel: {
    ...contact({
      reading: "sound_level",
      // Between the thresholds it stays what it was.
      isOn: (server, wasOn) =>
        server.number("sound_level") > server.number(wasOn ? "quiet_threshold" : "loud_threshold"),
      on: "loud",
      off: "quiet",
    }),
    drift: { around: [0.08], wander: 0.03, everyMinutes: 1, noise: 0.02, range: [0, 1] },
    initial: { enabled: [true], loud_threshold: [0.6], quiet_threshold: [0.3] },
  },
};

function contact({ reading, isOn, on, off, shows }: Contact): Behaviour {
  return {
    memory: { on: false },
    changed: {
      [reading]: (server) => {
        const wasOn = server.memory.on === true;
        const nowOn = isOn(server, wasOn);
        if (nowOn === wasOn) return;
        server.memory.on = nowOn;
        if (shows !== undefined) server.set(shows, [nowOn]);
        const event = nowOn ? on : off;
        if (event !== undefined) server.emit(event);
      },
    },
  };
}

function isSet(register: string): (server: ServiceServer) => boolean {
  return (server) => server.number(register) !== 0;
}

function flip(server: ServiceServer): void {
  server.set("active", [server.number("active") === 0]);
  SWITCH.changed?.active?.(server, null);
}
