/** Things that move, click or shake: servo, motors, relay, solenoid, vibration. */
import type { Behaviour, Gate, Service } from "./behaviour.ts";

/** A hobby servo (SG90): seconds for 60°; and the widest range of angles that the catalogue speaks of, degrees. */
const RESPONSE_SPEED = 0.1;
const SERVO_RANGE = { least: -180, most: 180 };
const MICROS_A_DEGREE = (RESPONSE_SPEED * 1_000_000) / 60;

/** A motor without current stands still. */
const STANDING: Gate = { register: "enabled", whenZero: "zero" };

const servo: Behaviour = {
  initial: {
    angle: [0],
    min_angle: [SERVO_RANGE.least],
    max_angle: [SERVO_RANGE.most],
    stall_torque: [1.6],
    response_speed: [RESPONSE_SPEED],
  },
  noticed: ["angle"],
  // A servo without current stays where it is.
  gate: { register: "enabled", whenZero: "unseen" },
  memory: { fromAngle: 0, toAngle: 0, sinceMicros: 0 },
  computed: { actual_angle: (server) => [actualAngle(server)] },
  changed: { angle: aim, offset: aim, enabled: aim },
};

function actualAngle(server: Service): number {
  const { fromAngle, toAngle, sinceMicros } = server.memory as Record<string, number>;
  const moved = (server.nowMicros - sinceMicros) / MICROS_A_DEGREE;
  const way = toAngle - fromAngle;
  return fromAngle + Math.sign(way) * Math.min(Math.abs(way), moved);
}

function aim(server: Service): void {
  const { least, most } = SERVO_RANGE;
  const offset = Math.min(most, Math.max(least, server.number("offset")));
  const target = Math.min(most, Math.max(least, server.number("angle") + offset));
  const here = actualAngle(server);
  server.set("offset", [offset]);
  // Whoever reads the angle back gets the one that is possible (jacdac-c, servo.c).
  server.set("angle", [target - offset]);
  const toAngle = server.number("enabled") === 0 ? here : target;
  Object.assign(server.memory, { fromAngle: here, toAngle, sinceMicros: server.nowMicros });
}

const motor: Behaviour = {
  initial: { load_torque: [0.8], load_rotation_speed: [90], reversible: [true] },
  noticed: ["speed"],
  gate: STANDING,
};

export const MOVERS: Readonly<Record<string, Behaviour>> = {
  servo,
  motor,
  dualmotors: motor,
  relay: { initial: { max_switching_current: [10_000] }, noticed: ["active"] },
  solenoid: { noticed: ["pulled"] },
  vibrationmotor: { initial: { max_vibrations: [59] }, noticed: ["vibrate"] },
};
