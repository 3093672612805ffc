/** What moves, shakes or clicks. */
import type { ServiceServer } from "../service.ts";
import type { Behaviour } from "./behaviour.ts";
import { placeOf, restingAt, type Travel } from "./travel.ts";

/** Far enough for firmware that counts from -90 to 90 and for such that counts from 0 to 180. */
const SERVO_DEGREES = 180;
/** Time for 60 degrees, s: that of an SG90. */
const SERVO_RESPONSE = 0.12;

export const MOVERS: Readonly<Record<string, Behaviour>> = {
  servo: {
    noticed: ["angle", "enabled"],
    gate: "enabled",
    initial: {
      angle: [0],
      min_angle: [-SERVO_DEGREES],
      max_angle: [SERVO_DEGREES],
      response_speed: [SERVO_RESPONSE],
      stall_torque: [1.8],
    },
    memory: { arm: restingAt(0) },
    computed: { actual_angle: (server) => [armOf(server)] },
    changed: { angle: aim, enabled: aim },
  },
  motor: {
    noticed: ["speed", "enabled"],
    gate: "enabled",
    initial: { reversible: [true], load_torque: [0.8], load_rotation_speed: [200] },
  },
  dualmotors: {
    noticed: ["speed", "enabled"],
    gate: "enabled",
    initial: { reversible: [true], load_torque: [0.8], load_rotation_speed: [200] },
  },
  relay: { noticed: ["active"], initial: { variant: [1], max_switching_current: [10_000] } },
  solenoid: { noticed: ["pulled"] },
  vibrationmotor: { noticed: ["vibrate"], initial: { max_vibrations: [10] } },
};

/** The arm leaves for where it is told to go, or stops where it is when the current is off. */
function aim(server: ServiceServer): void {
  const angle = Math.min(
    server.number("max_angle"),
    Math.max(server.number("min_angle"), server.number("angle")),
  );
  // Whoever reads the angle back sees what was made of it (jacdac-c, servo.c).
  server.set("angle", [angle]);
  const from = armOf(server);
  const to = server.number("enabled") === 0 ? from : angle;
  const arm: Travel = { from, to, sinceMicros: server.nowMicros, speed: 60 / SERVO_RESPONSE };
  server.memory.arm = arm;
}

function armOf(server: ServiceServer): number {
  return placeOf(server.memory.arm as Travel, server.nowMicros);
}
