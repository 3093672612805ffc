/** Sensors that tell when something happens: motion, magnets, noise, shaking. */
import type { Behaviour, Service } from "./behaviour.ts";

/** Strength at which a door magnet is noticed, and below which it is gone. */
const MAGNET = { on: 0.3, off: 0.2 };

const motion: Behaviour = {
  initial: { max_distance: [12], angle: [120] },
  memory: { moving: false },
  changed: {
    moving: (server) => {
      const moving = server.number("moving") !== 0;
      if (moving && server.memory.moving !== true) server.emit("movement");
      server.memory.moving = moving;
    },
  },
};

const magnet: Behaviour = {
  drift: { around: [0], wander: 0.004, everyMinutes: 10, noise: 0.002, range: [-1, 1] },
  memory: { detected: false },
  changed: {
    strength: (server) => {
      const limit = server.memory.detected === true ? MAGNET.off : MAGNET.on;
      const detected = Math.abs(server.number("strength")) > limit;
      server.set("detected", [detected]);
      if (detected !== server.memory.detected) server.emit(detected ? "active" : "inactive");
      server.memory.detected = detected;
    },
  },
};

const soundLevel: Behaviour = {
  drift: { around: [0.1], wander: 0.04, everyMinutes: 1, noise: 0.015, range: [0, 1] },
  initial: { loud_threshold: [0.5], quiet_threshold: [0.2] },
  memory: { loud: false },
  changed: {
    sound_level: (server) => {
      const level = server.number("sound_level");
      const loud = level >= server.number("loud_threshold");
      if (loud && server.memory.loud !== true) server.emit("loud");
      if (level <= server.number("quiet_threshold") && server.memory.loud === true) server.emit("quiet");
      server.memory.loud = loud || (server.memory.loud === true && level > server.number("quiet_threshold"));
    },
  },
};

/** How far from one g a direction may be to count (jacdac-c, accelerometer.c). */
const TILTED_G = 0.8;
const FREEFALL_G = 0.4;

const accelerometer: Behaviour = {
  drift: { around: [0, 0, -1], wander: 0.002, everyMinutes: 10, noise: 0.003, range: [-8, 8], error: 0.01 },
  initial: { max_force: [2], max_forces_supported: [2, 4, 8] },
  memory: { posture: "face_up" },
  changed: {
    forces: (server) => {
      const [x, y, z] = server.values("forces").map(Number);
      const force = Math.hypot(x, y, z);
      for (const g of [2, 3, 6, 8]) if (force > g) server.emit(`force_${g}g`);
      takePosture(server, posture(x, y, z, force));
    },
  },
};

function posture(x: number, y: number, z: number, force: number): string | null {
  if (force < FREEFALL_G) return "freefall";
  if (x < -TILTED_G) return "tilt_left";
  if (x > TILTED_G) return "tilt_right";
  if (y < -TILTED_G) return "tilt_down";
  if (y > TILTED_G) return "tilt_up";
  if (z < -TILTED_G) return "face_up";
  return z > TILTED_G ? "face_down" : null;
}

function takePosture(server: Service, now: string | null): void {
  if (now !== null && now !== server.memory.posture) server.emit(now);
  server.memory.posture = now;
}

export const PRESENCE: Readonly<Record<string, Behaviour>> = {
  motion,
  magneticfieldlevel: magnet,
  soundlevel: soundLevel,
  accelerometer,
};
