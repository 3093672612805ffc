/**
 * A peer that offers one service the way its specification says: registers, commands, events, streaming readings.
 * Behaviour beyond that is in services/.
 */

import type { Image, PacketSpec, ServiceSpec } from "../device/image.ts";
import { BadScenario } from "../engine/bad-scenario.ts";
import { Forker } from "../engine/fork.ts";
import { Random } from "../engine/random.ts";
import { sameBytes } from "../tape/bytes.ts";
import { COMMAND_NOT_IMPLEMENTED, GET_REGISTER, type Packet } from "./frame.ts";
import { type FieldValue, fixedBytes, leastBytes, packFields, unpackFields } from "./pack.ts";
import { Peer, type PeerMessage, type PeerPorts, peerId } from "./peer.ts";
import { registerAccess } from "./register.ts";
import { actionValues, whatItCan } from "./services/action.ts";
import type { Behaviour, Memory, PeerAction, Service } from "./services/behaviour.ts";
import { behaviourOf } from "./services/behaviours.ts";
import { type Drift, driftAt, noiseAt, typicalDrift } from "./services/drift.ts";
import { DEFAULT_SAMPLE_MILLIS, initialRegisters, REGISTER, REGISTER_KINDS } from "./services/initial.ts";

/** The service's place on its device: after the control service, which every device has. */
const SERVICE_INDEX = 1;
/** Time between samples that a device may ask for (jacdac-c, jd_sensor.c). */
const SAMPLE_MILLIS = { least: 20, most: 100_000 };
/** A sampling loop is this much early or late. */
const SAMPLE_JITTER_MICROS = 400;

type ServerMessage =
  | { readonly do: "sample"; readonly life: number }
  | { readonly do: "behave"; readonly life: number; readonly message: Memory };

/** The world as a service's server sees it. */
export interface ServicePorts extends PeerPorts {
  readonly bus: PeerPorts["bus"] & {
    /** An actuator is about to change. */
    settle(): void;
    /** Distance by which others move what a sensor reads. */
    movedOf(sensor: string): number;
  };
  /** Holds the specifications. */
  readonly image: Image;
}

export class ServiceServer extends Peer<ServerMessage, ServicePorts> implements Service {
  memory: Memory = {};
  readonly key: number;
  private registers = new Map<number, Uint8Array>();
  /** Registers that a scenario has set: they neither drift nor are computed. */
  private readonly pinned = new Set<number>();
  /** Register values that a person last noticed, by register. */
  private noticed = new Map<string, Uint8Array>();
  private samplesLeft = 0;
  private streaming = false;
  private plugged = true;
  private announcing = true;
  /** Counts how often the peer was powered on; what an earlier life planned is void. */
  private life = 0;

  constructor(
    world: ServicePorts,
    spec: ServiceSpec,
    /** Counts peers of this service from 1. */
    readonly instance = 1,
  ) {
    const place = instance === 1 ? spec.shortId : `${spec.shortId} ${instance}`;
    super(world, peerId(world.seed, place), "peer", false, [spec.classIdentifier]);
    this.key = Random.stream(world.seed, `peer/${place}/noise`).uint32();
    this.powerOn();
  }

  get spec(): ServiceSpec {
    return this.world.image.services.find((spec) => spec.classIdentifier === this.services[0])!;
  }

  /** As people call it, such as `temperature` or `temperature 2`. */
  get name(): string {
    const name = this.spec.name.toLowerCase();
    return this.instance === 1 ? name : `${name} ${this.instance}`;
  }

  /** True when `name` in a scenario means this service: `light bulb`, `lightBulb`, `Light-Bulb`. */
  isCalled(name: string): boolean {
    const { shortId, camelName, name: title } = this.spec;
    return [shortId, camelName, title].map(plainName).includes(plainName(name));
  }

  get nowMicros(): number {
    return this.world.clock.nowMicros;
  }

  /** Does what a scenario says. Throws {@link BadScenario}, which says what this peer can do instead. */
  drive(action: PeerAction): void {
    this.world.bus.settle();
    switch (action.do) {
      case "press":
        if (this.behaviour.press === undefined) throw this.cannot("be pressed");
        this.behaviour.press(this, action);
        break;
      case "turn":
        if (this.behaviour.turn === undefined) throw this.cannot("be turned");
        this.behaviour.turn(this, action);
        break;
      case "set": {
        const register = this.driveable(action.register);
        if (register === undefined) throw this.cannot(`set ${action.register ?? "a reading"}`);
        const values = actionValues(register, [action.to]);
        if (values === null) throw this.cannot(`set ${register.name} to ${JSON.stringify(action.to)}`);
        this.fix(register.name, values);
        this.behaviour.changed?.[register.name]?.(this, null);
        break;
      }
      case "emit": {
        const event = this.spec.packets.find((p) => p.kind === "event" && p.name === action.event);
        if (event === undefined) throw this.cannot(`emit ${action.event}`);
        const values = actionValues(event, action.values ?? []);
        if (values === null) throw this.cannot(`emit ${action.event} with ${JSON.stringify(action.values)}`);
        this.emit(event.name, values);
        break;
      }
      case "stick": {
        const reading = this.spec.packets.find((p) => p.identifier === REGISTER.reading && p.kind === "ro");
        if (reading === undefined) throw this.cannot("stick at a reading");
        this.fix(reading.name, this.values(reading.name));
        break;
      }
      case "unplug":
        this.plugged = false;
        break;
      case "plug":
        this.plugIn();
        break;
      default:
        throw this.cannot(`do ${JSON.stringify((action as { do?: unknown }).do)}`);
    }
    // Changes made by the scenario are not the device's doing.
    this.noticeChanges(null, "world");
  }

  override receive(message: PeerMessage | ServerMessage): void {
    if (message.do === "sample" || message.do === "behave") {
      if (!this.plugged || message.life !== this.life) return;
      if (message.do === "sample") this.sample();
      else this.behaviour.due?.(this, message.message);
    } else if (this.plugged) {
      super.receive(message);
    } else if (message.do === "announce") {
      this.announcing = false;
    }
  }

  command(packet: Packet, pcs: readonly number[] | null, frameChecksum: number): void {
    if (!this.plugged || packet.index !== SERVICE_INDEX) return;
    this.world.bus.settle();
    const access = registerAccess(packet.command);
    const done =
      access === null
        ? this.run(packet, pcs)
        : access.write
          ? this.write(access.register, packet.data, pcs)
          : this.read(access.register);
    if (!done) this.notImplemented(packet.command, frameChecksum);
  }

  values(name: string): FieldValue[] {
    const spec = this.register(name);
    return unpackFields(spec, this.contents(spec));
  }

  number(name: string): number {
    return Number(this.values(name)[0] ?? 0);
  }

  set(name: string, values: readonly FieldValue[]): void {
    const spec = this.register(name);
    this.registers.set(spec.identifier, packFields(spec, values));
  }

  fix(name: string, values: readonly FieldValue[]): void {
    this.set(name, values);
    this.pinned.add(this.register(name).identifier);
  }

  release(name: string): void {
    this.pinned.delete(this.register(name).identifier);
  }

  cannot(what: string): BadScenario {
    return new BadScenario(`${this.name} cannot ${what}; ${whatItCan(this.spec, this.behaviour)}`);
  }

  emit(name: string, values: readonly FieldValue[] = []): void {
    const spec = this.spec.packets.find((p) => p.kind === "event" && p.name === name);
    if (spec !== undefined) this.event(SERVICE_INDEX, spec.identifier, packFields(spec, values));
  }

  reply(name: string, values: readonly FieldValue[]): void {
    const spec = this.spec.packets.find((p) => p.kind === "report" && p.name === name);
    if (spec === undefined) return;
    this.report([{ index: SERVICE_INDEX, command: spec.identifier, data: packFields(spec, values) }]);
  }

  later(micros: number, message: Memory): void {
    this.after(micros, { do: "behave", life: this.life, message });
  }

  notice(
    kind: string,
    payload: Uint8Array,
    pcs: readonly number[] | null,
    from: "device" | "world" = "device",
  ): void {
    const { gate } = this.behaviour;
    if (gate?.whenZero === "unseen" && kind !== gate.register && this.number(gate.register) === 0) return;
    const observers = ["bystander"] as const;
    this.world.record({ from, channel: "actuator", observers, kind, to: this.name, payload, pcs });
  }

  random(purpose: string): Random {
    return Random.stream(this.world.seed, `peer/${this.deviceId}/${purpose}`);
  }

  /** Level of an actuator: from 0, off, to 1, fully on. One without its module is off. */
  get level(): number {
    const contents = (register: number) => {
      const spec = this.spec.packets.find((p) => p.identifier === register && p.kind === "rw");
      return spec === undefined ? null : Math.min(1, Math.abs(this.number(spec.name)));
    };
    const [intensity, value] = [contents(REGISTER.intensity), contents(REGISTER.value)];
    if (!this.plugged || intensity === 0) return 0;
    return value ?? intensity ?? 0;
  }

  /** Reading about which it drifts; 0 where it does not. */
  get around(): number {
    return this.drift?.around[0] ?? 0;
  }

  private get behaviour(): Behaviour {
    return behaviourOf(this.spec);
  }

  private get drift(): Drift | null {
    if (this.behaviour.drift !== undefined) return this.behaviour.drift;
    const reading = this.spec.packets.find((p) => p.identifier === REGISTER.reading && p.kind === "ro");
    return reading === undefined ? null : typicalDrift(reading.fields);
  }

  private powerOn(): void {
    const kept = [...this.pinned].map((register) => [register, this.registers.get(register)!] as const);
    this.life++;
    this.samplesLeft = 0;
    this.streaming = false;
    this.registers = initialRegisters(this.spec, this.behaviour, this.drift, this.name);
    for (const [register, data] of kept) this.registers.set(register, data);
    this.memory = new Forker().copy(this.behaviour.memory ?? {});
    this.noticed = new Map();
    this.noticed = this.noticeable();
  }

  private plugIn(): void {
    if (this.plugged) return;
    this.plugged = true;
    this.powerOn();
    if (!this.announcing) this.start(0);
    this.announcing = true;
  }

  private run(packet: Packet, pcs: readonly number[] | null): boolean {
    const spec = this.spec.packets.find((p) => p.kind === "command" && p.identifier === packet.command);
    // DeviceScript has no pipes, and so no commands that answer through one.
    if (spec === undefined || spec.fields.some((field) => field.type === "pipe")) return false;
    if (packet.data.length < leastBytes(spec)) return true;
    const behave = this.behaviour.commands?.[spec.name];
    if (behave !== undefined) behave(this, unpackFields(spec, packet.data), { data: packet.data, pcs });
    else this.reply(spec.name, []);
    if (this.isNoticed(spec)) this.notice(spec.name, packet.data, pcs);
    this.noticeChanges(pcs);
    return true;
  }

  private read(register: number): boolean {
    const spec = this.spec.packets.find((p) => p.identifier === register && REGISTER_KINDS.includes(p.kind));
    if (spec === undefined) return false;
    this.sendRegister(spec);
    return true;
  }

  private write(register: number, data: Uint8Array, pcs: readonly number[] | null): boolean {
    const spec = this.spec.packets.find((p) => p.identifier === register && p.kind === "rw");
    if (spec === undefined || (data.length === 0 && fixedBytes(spec) !== null)) return false;
    this.registers.set(register, fitted(spec, data));
    if (register === REGISTER.streamingSamples) this.stream(data[0]);
    else if (register === REGISTER.streamingInterval) this.limitInterval(spec);
    else if (register === REGISTER.intensity && data[0] === 0) this.samplesLeft = 0;
    this.behaviour.changed?.[spec.name]?.(this, { data, pcs });
    this.noticeChanges(pcs);
    return true;
  }

  private notImplemented(command: number, frameChecksum: number): void {
    const data = new Uint8Array(4);
    const view = new DataView(data.buffer);
    view.setUint16(0, command, true);
    view.setUint16(2, frameChecksum, true);
    this.report([{ index: SERVICE_INDEX, command: COMMAND_NOT_IMPLEMENTED, data }]);
  }

  private stream(samples: number): void {
    this.samplesLeft = samples;
    if (samples === 0 || this.streaming) return;
    this.streaming = true;
    this.sample();
  }

  private sample(): void {
    const reading = this.spec.packets.find((p) => p.identifier === REGISTER.reading);
    this.streaming = this.samplesLeft > 0 && reading !== undefined;
    if (!this.streaming) return;
    this.samplesLeft--;
    this.sendRegister(reading!);
    const jitter = SAMPLE_JITTER_MICROS * noiseAt(this.key, this.nowMicros);
    this.after(1000 * this.sampleMillis() + jitter, { do: "sample", life: this.life });
  }

  private sampleMillis(): number {
    const interval = this.registers.get(REGISTER.streamingInterval);
    if (interval?.length !== 4) return DEFAULT_SAMPLE_MILLIS;
    return new DataView(interval.buffer, interval.byteOffset).getUint32(0, true);
  }

  private limitInterval(spec: PacketSpec): void {
    const millis = Math.min(SAMPLE_MILLIS.most, Math.max(SAMPLE_MILLIS.least, this.sampleMillis()));
    this.registers.set(spec.identifier, packFields(spec, [millis]));
  }

  private sendRegister(spec: PacketSpec): void {
    const command = GET_REGISTER | spec.identifier;
    this.report([{ index: SERVICE_INDEX, command, data: this.contents(spec) }]);
  }

  /** Contents of a register now. */
  private contents(spec: PacketSpec): Uint8Array {
    if (!this.pinned.has(spec.identifier)) {
      const compute = this.behaviour.computed?.[spec.name];
      if (compute !== undefined) return packFields(spec, compute(this));
      const drift = spec.identifier === REGISTER.reading ? this.drift : null;
      if (drift !== null) return packFields(spec, this.measured(drift));
    }
    return this.registers.get(spec.identifier) ?? new Uint8Array();
  }

  /** Reading of a sensor now, with what actuators have done to it. */
  private measured(drift: Drift): number[] {
    const values = driftAt(drift, this.key, this.nowMicros);
    const moved = this.world.bus.movedOf(this.name);
    const [least, most] = drift.range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    return moved === 0 ? values : values.map((value) => Math.min(most, Math.max(least, value + moved)));
  }

  private register(name: string): PacketSpec {
    const spec = this.spec.packets.find((p) => p.name === name && REGISTER_KINDS.includes(p.kind));
    if (spec === undefined) throw this.cannot(`have a register ${name}`);
    return spec;
  }

  /** The register that a scenario means by a name, or by none. */
  private driveable(name: string | undefined): PacketSpec | undefined {
    const registers = this.spec.packets.filter((p) => REGISTER_KINDS.includes(p.kind));
    if (name !== undefined)
      return registers.find((p) =>
        [p.name, p.identifierName ?? p.name].map(plainName).includes(plainName(name)),
      );
    const usual = [REGISTER.reading, REGISTER.value, REGISTER.intensity];
    return usual.map((id) => registers.find((p) => p.identifier === id)).find((p) => p !== undefined);
  }

  /**
   * True when a person notices the register. The catalogue's services list theirs; of others, the
   * registers that Jacdac's actuators use are taken.
   */
  private isNoticed(spec: PacketSpec): boolean {
    const { noticed } = this.behaviour;
    if (noticed !== undefined) return noticed.includes(spec.name);
    if (this.spec.extends.includes("_sensor") || spec.kind !== "rw") return false;
    return spec.identifier === REGISTER.intensity || spec.identifier === REGISTER.value;
  }

  /** Registers that somebody in the room could read off the peer. */
  private noticeable(): Map<string, Uint8Array> {
    const { gate } = this.behaviour;
    const shut = gate !== undefined && this.number(gate.register) === 0;
    const seen = new Map<string, Uint8Array>();
    for (const spec of this.spec.packets) {
      if (!REGISTER_KINDS.includes(spec.kind) || !this.isNoticed(spec)) continue;
      if (!this.plugged) seen.set(spec.name, packFields(spec, []));
      else if (!shut || spec.name === gate.register) seen.set(spec.name, this.contents(spec));
      else if (gate.whenZero === "zero") seen.set(spec.name, packFields(spec, []));
      else seen.set(spec.name, this.noticed.get(spec.name) ?? this.contents(spec));
    }
    return seen;
  }

  private noticeChanges(pcs: readonly number[] | null, from: "device" | "world" = "device"): void {
    const before = this.noticed;
    this.noticed = this.noticeable();
    for (const [name, data] of this.noticed) {
      const earlier = before.get(name);
      if (earlier === undefined || !sameBytes(earlier, data)) this.notice(name, data, pcs, from);
    }
  }
}

/** Plain form of a service's or register's name in a scenario: small letters, one word. */
function plainName(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, "");
}

/** Data as the register stores it: short numbers are extended, the rest is cut off (jacdac-c, jd_services.c). */
function fitted(spec: PacketSpec, data: Uint8Array): Uint8Array {
  const size = fixedBytes(spec);
  if (size === null) return data;
  const [first] = spec.fields;
  const negative = spec.fields.length === 1 && first.storage < 0 && (data.at(-1)! & 0x80) !== 0;
  const whole = new Uint8Array(size).fill(negative ? 0xff : 0);
  whole.set(data.subarray(0, size));
  const values = unpackFields(spec, whole).map((value, i) => {
    const { absoluteMin, absoluteMax } = spec.fields[i];
    if (typeof value !== "number") return value;
    return Math.min(absoluteMax ?? value, Math.max(absoluteMin ?? value, value));
  });
  return packFields(spec, values);
}
