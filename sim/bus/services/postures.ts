/** How an accelerometer lies, and how hard it is pushed (jacdac-c, accelerometer.c). */
import type { ServiceServer } from "../service.ts";
import type { Behaviour } from "./behaviour.ts";

/** In g: less than this altogether is a fall; more than this along an axis is lying on that side. */
const FALL = 0.4;
const TILT = 0.8;
const PUSHES = { force_2g: 2, force_3g: 3, force_6g: 6, force_8g: 8 };
/** A person shakes it for this long, a push this strong every so often. */
const SHAKE_MICROS = 500_000;

export const POSTURES: Readonly<Record<string, Behaviour>> = {
  accelerometer: {
    // Lying flat; readings and noise of an MPU-6050.
    drift: {
      around: [0.01, -0.02, -0.99],
      wander: 0.004,
      everyMinutes: 5,
      noise: 0.004,
      range: [-2, 2],
      error: 0.02,
      sampleMillis: 20,
    },
    initial: { max_force: [2], max_forces_supported: [2, 4, 8, 16] },
    memory: { posture: "face_up" },
    changed: {
      forces: (server) => {
        const strength = Math.hypot(...forcesOf(server));
        for (const [event, least] of Object.entries(PUSHES)) if (strength > least) server.emit(event);
        const posture = postureOf(forcesOf(server));
        if (posture === server.memory.posture) return;
        server.memory.posture = posture;
        if (posture !== null) server.emit(posture);
      },
    },
    /** A person shakes it. */
    press: (server, { forMicros }) => server.later(forMicros ?? SHAKE_MICROS, {}),
    due: (server) => server.emit("shake"),
  },
};

/** The event that goes with it; null in between. */
function postureOf([x, y, z]: readonly number[]): string | null {
  if (Math.hypot(x, y, z) < FALL) return "freefall";
  if (x < -TILT) return "tilt_left";
  if (x > TILT) return "tilt_right";
  if (y < -TILT) return "tilt_down";
  if (y > TILT) return "tilt_up";
  if (z < -TILT) return "face_up";
  return z > TILT ? "face_down" : null;
}

function forcesOf(server: ServiceServer): number[] {
  return server.values("forces").map(Number);
}
