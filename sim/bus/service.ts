/** A peer that offers one service the way its specification says: registers, streaming readings, actuator states. */
import type { PacketSpec, ServiceSpec } from "../image.ts";
import { Random } from "../random.ts";
import type { World } from "../world.ts";
import { registerAccess } from "./bus.ts";
import { GET_REGISTER, type Packet } from "./frame.ts";
import { type FieldValue, packFields } from "./pack.ts";
import { Peer } from "./peer.ts";

/** System registers (Jacdac `_base` and `_sensor` specifications). */
const STREAMING_SAMPLES = 0x03;
const STREAMING_INTERVAL = 0x04;
const READING = 0x101;
const DEFAULT_STREAMING_MILLIS = 100;
const REGISTER_KINDS = ["const", "ro", "rw"];

/** Plausible readings of an ordinary room, where the specification names no typical range. */
const ROOM: Readonly<Record<string, readonly FieldValue[]>> = {
  temperature: [21.5],
  humidity: [45],
  airpressure: [1013],
  lightlevel: [0.4],
  illuminance: [180],
  eco2: [520],
  tvoc: [90],
  soundlevel: [0.1],
  soilmoisture: [0.4],
  distance: [1.2],
  realtimeclock: [2026, 1, 5, 1, 8, 30, 0],
};

export class ServiceServer extends Peer {
  private readonly registers = new Map<number, Uint8Array>();
  private samplesLeft = 0;
  private streaming = false;

  constructor(
    world: World,
    private readonly spec: ServiceSpec,
  ) {
    super(world, peerId(world, spec.shortId), "peer", false, [spec.classIdentifier]);
    for (const packet of spec.packets) {
      if (REGISTER_KINDS.includes(packet.kind) && packet.optional !== true) {
        this.registers.set(packet.identifier, initialValue(spec, packet));
      }
    }
  }

  override receive(message: unknown): void {
    if ((message as { do: string }).do === "sample") this.sample();
    else super.receive(message);
  }

  command(packet: Packet, pcs: readonly number[] | null): void {
    if (packet.index !== 1) return;
    const access = registerAccess(packet.command);
    if (access === null) {
      this.actuated(packet.command, ["command"], packet.data, pcs);
    } else if (access.write) {
      this.write(access.register, packet.data, pcs);
    } else {
      const value = this.registers.get(access.register);
      if (value !== undefined) this.report([{ index: 1, command: packet.command, data: value }]);
    }
  }

  private write(register: number, data: Uint8Array, pcs: readonly number[] | null): void {
    if (!this.spec.packets.some((p) => p.identifier === register && p.kind === "rw")) return;
    this.registers.set(register, data);
    if (register === STREAMING_SAMPLES) {
      this.samplesLeft = data[0] ?? 0;
      if (this.samplesLeft > 0 && !this.streaming) {
        this.streaming = true;
        this.sample();
      }
    } else if (register !== STREAMING_INTERVAL) {
      this.actuated(register, ["rw"], data, pcs);
    }
  }

  private sample(): void {
    const reading = this.registers.get(READING);
    this.streaming = this.samplesLeft > 0 && reading !== undefined;
    if (!this.streaming) return;
    this.samplesLeft--;
    this.report([{ index: 1, command: GET_REGISTER | READING, data: reading! }]);
    const interval = this.registers.get(STREAMING_INTERVAL);
    const millis =
      interval?.length === 4 ? new DataView(interval.buffer, interval.byteOffset).getUint32(0, true) : 0;
    this.after(1000 * (millis || DEFAULT_STREAMING_MILLIS), { do: "sample" });
  }

  /** Somebody in the room sees, hears or feels what an actuator does. */
  private actuated(
    identifier: number,
    kinds: string[],
    data: Uint8Array,
    pcs: readonly number[] | null,
  ): void {
    if (this.spec.extends.includes("_sensor")) return;
    const packet = this.spec.packets.find((p) => p.identifier === identifier && kinds.includes(p.kind));
    this.world.record({
      from: "device",
      channel: "actuator",
      observers: ["bystander"],
      kind: packet?.name ?? `command ${identifier}`,
      to: this.spec.name,
      payload: data,
      pcs,
    });
  }
}

/** A device id that depends on the world's seed and on what the peer is. */
export function peerId(world: World, name: string): string {
  const bytes = Random.stream(world.seed, `peer/${name}`).bytes(8);
  return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}

function initialValue(spec: ServiceSpec, packet: PacketSpec): Uint8Array {
  const room = packet.identifier === READING ? ROOM[spec.shortId] : undefined;
  const values = packet.fields.map((field): FieldValue => {
    if (field.defaultValue !== undefined) return field.defaultValue;
    if (field.typicalMin !== undefined && field.typicalMax !== undefined) {
      return (field.typicalMin + field.typicalMax) / 2;
    }
    return field.absoluteMin ?? 0;
  });
  return packFields(packet, room ?? values);
}
