/**
 * Services that a person in the room does not notice: cloud, power, bridges to other buses, input for computers.
 * What is sent through them is on the tape as frames.
 */
import type { Behaviour, Service } from "./behaviour.ts";

/** Power channel (Jacdac service catalogue, power). */
const POWER = { disallowed: 0, powering: 1 };

const power: Behaviour = {
  noticed: [],
  initial: {
    power_status: [POWER.powering],
    battery_voltage: [4100],
    battery_charge: [0.82],
    battery_capacity: [7400],
  },
  drift: { around: [120], wander: 15, everyMinutes: 5, noise: 4, range: [0, 900] },
  changed: {
    allowed: (server) => powerIs(server, server.number("allowed") === 0 ? POWER.disallowed : POWER.powering),
  },
  commands: { shutdown: (server) => powerIs(server, POWER.disallowed) },
};

function powerIs(server: Service, status: number): void {
  if (server.number("power_status") === status) return;
  server.set("power_status", [status]);
  server.emit("power_status_changed", [status]);
}

/** Nothing is connected to the bridge's pins: no device acknowledges its address. */
const I2C_NO_SUCH_ADDRESS = 1;

const RANDOM_BYTES = 64;

const randomNumbers: Behaviour = {
  memory: { reads: 0 },
  computed: {
    random: (server) => {
      const reads = Number(server.memory.reads);
      server.memory.reads = reads + 1;
      return [server.random(`numbers/${reads}`).bytes(RANDOM_BYTES)];
    },
  },
};

export const INFRASTRUCTURE: Readonly<Record<string, Behaviour>> = {
  cloudadapter: { initial: { connected: [true], connection_name: ["hub.example.com"] } },
  power,
  powersupply: { noticed: [], initial: { output_voltage: [5], minimum_voltage: [0], maximum_voltage: [12] } },
  i2c: {
    initial: { ok: [true] },
    commands: {
      transaction: (server) => server.reply("transaction", [I2C_NO_SUCH_ADDRESS, new Uint8Array()]),
    },
  },
  serial: { noticed: [], initial: { connected: [true], connection_name: ["UART"], buffer_size: [64] } },
  rng: randomNumbers,
  timeseriesaggregator: { computed: { now: (server) => [server.nowMicros % 2 ** 32] } },
  modelrunner: {
    initial: { outputs: [0.08, 0.92], input_shape: [1, 32], output_shape: [1, 2], parallel: [false] },
  },
  barcodereader: { noticed: [], initial: { enabled: [true], formats: [2, 6, 8, 11] } },
  bitradio: { noticed: [], initial: { enabled: [true] } },
  hidjoystick: { initial: { button_count: [8], axis_count: [2] } },
};
