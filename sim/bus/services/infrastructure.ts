/**
 * Services that a person in the room does not notice: cloud, power, bridges to other buses, input for computers.
 * What is sent through them is on the tape as frames.
 */
import type { ServiceServer } from "../service.ts";
import type { Behaviour } from "./behaviour.ts";
import { driftAt } from "./drift.ts";

const NOTHING_TO_NOTICE: Behaviour = { noticed: [] };

/** Cloud connection (Jacdac service catalogue, cloud configuration). */
const CONNECTION = { connected: 1, disconnected: 2 };

const cloudConfiguration: Behaviour = {
  initial: {
    server_name: ["hub.example.com"],
    cloud_device_id: ["device-1"],
    cloud_type: ["Jacdac Hub"],
    connection_status: [CONNECTION.connected],
  },
  commands: {
    connect: (server) => connectionIs(server, CONNECTION.connected),
    disconnect: (server) => connectionIs(server, CONNECTION.disconnected),
    set_connection_string: () => {},
  },
};

function connectionIs(server: ServiceServer, status: number): void {
  if (server.number("connection_status") === status) return;
  server.set("connection_status", [status]);
  server.emit("connection_status_change", [status]);
}

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

function powerIs(server: ServiceServer, status: number): void {
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

/** Shares in percent, temperatures in °C, traffic in KB. */
const COMPUTER_LOAD = {
  around: [23, 48, 61, 12, 44, 20, 180],
  wander: 8,
  everyMinutes: 1,
  noise: 2,
  range: [0, 999] as const,
};

function load(server: ServiceServer, ...fields: number[]): number[] {
  const values = driftAt(COMPUTER_LOAD, server.key, server.nowMicros);
  return fields.map((field) => values[field]);
}

export const INFRASTRUCTURE: Readonly<Record<string, Behaviour>> = {
  cloudadapter: { initial: { connected: [true], connection_name: ["hub.example.com"] } },
  cloudconfiguration: cloudConfiguration,
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
  pcmonitor: {
    computed: {
      cpu_usage: (server) => load(server, 0),
      cpu_temperature: (server) => load(server, 1),
      ram_usage: (server) => load(server, 2),
      gpu_information: (server) => load(server, 3, 4),
      network_information: (server) => load(server, 5, 6),
    },
  },
  timeseriesaggregator: { computed: { now: (server) => [server.nowMicros % 2 ** 32] } },
  modelrunner: {
    initial: { outputs: [0.08, 0.92], input_shape: [1, 32], output_shape: [1, 2], parallel: [false] },
  },
  barcodereader: { noticed: [], initial: { enabled: [true], formats: [2, 6, 8, 11] } },
  bitradio: { noticed: [], initial: { enabled: [true] } },
  // Stage lamps may be at the other end, or smoke machines: what a person sees of it is not known.
  dmx: NOTHING_TO_NOTICE,
  hidjoystick: { initial: { button_count: [8], axis_count: [2] } },
  bridge: NOTHING_TO_NOTICE,
  devicescriptdebugger: NOTHING_TO_NOTICE,
};
