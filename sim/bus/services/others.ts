/** Services that are neither sensors of a room nor do anything in it: links, computers, power. */
import type { Behaviour } from "./behaviour.ts";
import { driftAt } from "./drift.ts";

/** What these do is seen on a wire, a screen elsewhere or not at all: never by a person in the room. */
const UNNOTICED: Behaviour = { noticed: [] };
/** There is no such device on a simulated peer's I2C bus (Jacdac service catalogue, `i2c`: NAckAddr). */
const NO_SUCH_ADDRESS = 1;
const RANDOM_BYTES = 64;
/** Percent, degrees Celsius and kB/s of a computer that is not doing much. */
const COMPUTER = { wander: 6, everyMinutes: 0.5, noise: 2, range: [0, 100] as const };

export const OTHERS: Readonly<Record<string, Behaviour>> = {
  barcodereader: UNNOTICED,
  bitradio: UNNOTICED,
  capacitivebutton: { noticed: [], initial: { threshold: [0.4] } },
  pressurebutton: { noticed: [], initial: { threshold: [0.5] } },
  serial: { noticed: [], initial: { connection_name: ["serial"], buffer_size: [64] } },
  hidjoystick: { noticed: [], initial: { button_count: [16], axis_count: [6] } },
  cloudadapter: { noticed: [], initial: { connected: [true], connection_name: ["cloud"] } },
  powersupply: {
    noticed: [],
    initial: { minimum_voltage: [0], maximum_voltage: [12] },
    changed: {
      output_voltage: (server) => {
        const volts = Math.min(server.number("maximum_voltage"), server.number("output_voltage"));
        server.set("output_voltage", [Math.max(server.number("minimum_voltage"), volts)]);
      },
    },
  },
  power: {
    noticed: [],
    initial: { power_status: [1], current_draw: [120], battery_charge: [0.8], battery_capacity: [7_000_000] },
    changed: {
      allowed: (server) => {
        const status = server.number("allowed");
        if (status === server.number("power_status")) return;
        server.set("power_status", [status]);
        server.emit("power_status_changed", [status]);
      },
    },
  },
  i2c: {
    initial: { ok: [true] },
    commands: { transaction: (server) => server.reply("transaction", [NO_SUCH_ADDRESS, new Uint8Array()]) },
  },
  rng: {
    initial: { variant: [2] },
    computed: { random: (server) => [server.random(`random/${server.nowMicros}`).bytes(RANDOM_BYTES)] },
  },
  pcmonitor: {
    computed: {
      cpu_usage: (server) => driftAt({ ...COMPUTER, around: [12] }, server.key, server.nowMicros),
      cpu_temperature: (server) => driftAt({ ...COMPUTER, around: [45] }, server.key + 1, server.nowMicros),
      ram_usage: (server) => driftAt({ ...COMPUTER, around: [40] }, server.key + 2, server.nowMicros),
      gpu_information: (server) =>
        driftAt({ ...COMPUTER, around: [5, 40] }, server.key + 3, server.nowMicros),
      network_information: (server) =>
        driftAt({ ...COMPUTER, around: [8, 20] }, server.key + 4, server.nowMicros),
    },
  },
};
