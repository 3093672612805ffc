/** The Jacdac bus: who gets which frame, and who else could read it. */

import { handlerOf } from "../device/handler.ts";
import type { PacketSpec, ServiceSpec } from "../device/image.ts";
import { BadScenario } from "../engine/bad-scenario.ts";
import { FORK, type Forker } from "../engine/fork.ts";
import { Random } from "../engine/random.ts";
import { concat, sameBytes, toBytes, toText } from "../tape/bytes.ts";
import type { Observer, TapeEvent } from "../tape/tape.ts";
import { type Effect, type EffectPorts, Effects } from "./effects.ts";
import {
  decodeFrame,
  EVENT_COUNTERS,
  encodeFrame,
  eventCommand,
  eventCounter,
  FLAG_COMMAND,
  type Frame,
  frameChecksum,
  HEADER_BYTES,
  isAnnouncement,
  LENGTHS,
  linkDataRanges,
  PACKET_HEADER_BYTES,
  type Packet,
} from "./frame.ts";
import { CLOUD_ADAPTER_CLASS, SETTINGS_CLASS } from "./native-services.ts";
import { MAX_DATA_BYTES } from "./pack.ts";
import type { AnyPeer } from "./peer.ts";
import { registerAccess } from "./register.ts";
import { type ServicePorts, ServiceServer } from "./service.ts";
import type { PeerAction } from "./services/behaviour.ts";
import { REGISTER_KINDS } from "./services/initial.ts";

/** Commands of the cloud adapter: text, bytes, and the answer to a command of the cloud; a message of the cloud. */
const CLOUD_ADAPTER = { uploads: [0x80, 0x81, 0x83], onJson: 0x80 };
/** Other side of what the board says to itself, by way of its cable. */
/** Name of the board's own services, as the other side of a frame. */
export const OWN_SERVICES = "its own services";
const SETTINGS = { get: 0x80, set: 0x81, delete: 0x84 };

/** The world as the bus sees it. */
export interface BusPorts extends ServicePorts {
  readonly device: {
    readonly deviceId: string;
    readonly serverId: string;
    receiveFrame(frame: Uint8Array): void;
    /** Service classes of the roles that the firmware has. */
    wantedServices(): readonly number[];
    senderOf(command: number, deviceId: string, isCommand: boolean): readonly number[] | null;
  };
  addActor(peer: AnyPeer): void;
  /** The firmware asks for a setting. */
  settingRead(key: string): void;
  /** True if a setting has a value that others than the firmware gave it. */
  isGiven(key: string, value: Uint8Array): boolean;
}

export class Bus {
  /** Share of frames to the device that get damaged on the way, 0 to 1. */
  noise = 0;
  private damaged = 0;
  private readonly effects = new Effects();
  private readonly peers = new Map<string, AnyPeer>();
  /** Service classes of the device's own services, by index, as it announces them. */
  private ownServices: readonly number[] = [];
  /** Service classes of the servers that firmware hosts. */
  private hostedServices: readonly number[] = [];
  /** The last announcement of each device. */
  private readonly announcements = new Map<string, Uint8Array>();
  /** Keys of settings that the device has asked for and not got yet. */
  private readonly pendingReads = new Set<string>();
  /**
   * Position in the firmware that last wrote each setting; for telling whose doing an entry in
   * flash is.
   */
  private readonly settingWriters = new Map<string, readonly number[] | null>();
  /** Last value that firmware wrote into each setting. */
  readonly writtenValues = new Map<string, Uint8Array>();
  /** Counter of the last event that the board's own services sent. */
  private ownEvents = 0;
  /** Last value that somebody at the cable wrote into each setting. */
  private readonly cableValues = new Map<string, Uint8Array>();
  /** Position in the firmware that last asked for each setting. */
  private readonly settingReaders = new Map<string, readonly number[] | null>();

  constructor(private readonly world: BusPorts) {}

  /** The peer joins the bus in `startMicros`, unless it is there already. */
  add(peer: AnyPeer, startMicros: number): void {
    if (this.peers.has(peer.deviceId)) return;
    this.peers.set(peer.deviceId, peer);
    this.world.addActor(peer);
    peer.start(startMicros);
  }

  /**
   * Roles that nothing on the bus offers get a peer of their own, so that unknown firmware runs without
   * configuration. `wanted` has a service class for each role.
   */
  offerMissing(wanted: readonly number[]): void {
    const count = (classes: readonly number[], serviceClass: number) =>
      classes.filter((c) => c === serviceClass).length;
    const own = [...this.ownServices, ...this.hostedServices];
    const others = [...this.peers.values()].flatMap((p) => p.services);
    for (const serviceClass of new Set(wanted)) {
      const spec = this.world.image.services.find((s) => s.classIdentifier === serviceClass);
      if (spec === undefined) continue;
      const missing = count(wanted, serviceClass) - count(own, serviceClass);
      for (let n = count(others, serviceClass); n < missing; n++) {
        this.add(new ServiceServer(this.world, spec, n + 1), 2_000);
      }
    }
  }

  /** A scenario does something to a peer: `button`, or `button 2` for the second one. Throws {@link BadScenario}. */
  drive(what: string, action: PeerAction): void {
    this.named(what).drive(action);
  }

  /** Peer that a scenario means. Throws {@link BadScenario}. */
  private named(what: string): ServiceServer {
    const [, name, number] = /^(.*?)(?: (\d+))?$/.exec(what)!;
    const servers = this.drivable;
    const server = servers.filter((server) => server.isCalled(name))[
      number === undefined ? 0 : Number(number) - 1
    ];
    if (server !== undefined) return server;
    const there = servers.map((s) => s.name).join(", ") || "nothing";
    throw new BadScenario(
      `there is no "${what}" on the bus at that time. The firmware has asked for: ${there}`,
    );
  }

  /** From now on an actuator moves what a sensor reads. Throws {@link BadScenario}. */
  effect({ actuator, sensor, ...how }: Effect): void {
    const named = { actuator: this.named(actuator).name, sensor: this.named(sensor).name };
    this.effects.add({ ...named, ...how }, this.effectPorts);
  }

  /** An actuator is about to change. */
  settle(): void {
    this.effects.settle(this.effectPorts);
  }

  /** Distance by which actuators have moved what a sensor reads. */
  movedOf(sensor: string): number {
    return this.effects.movedOf(sensor, this.effectPorts);
  }

  private get effectPorts(): EffectPorts {
    const named = (name: string) => this.drivable.find((server) => server.name === name);
    return {
      nowMicros: this.world.clock.nowMicros,
      level: (actuator) => named(actuator)?.level ?? 0,
      around: (sensor) => named(sensor)?.around ?? 0,
    };
  }

  /** Names of the peers that a scenario can drive. */
  get drivable(): readonly ServiceServer[] {
    return [...this.peers.values()].filter((peer) => peer instanceof ServiceServer);
  }

  /** The services that the firmware offers. */
  get hostedSpecs(): ServiceSpec[] {
    return this.world.image.services.filter(
      (s) => this.hostedServices.includes(s.classIdentifier) && s.classIdentifier !== 0,
    );
  }

  /** A service that the firmware offers, and its index; by short or full name. Throws {@link BadScenario}. */
  hosted(name: string): { spec: ServiceSpec; index: number } {
    const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, "");
    const offered = this.hostedSpecs;
    const spec = offered.find((s) => [s.shortId, s.camelName, s.name].some((n) => plain(n) === plain(name)));
    if (spec === undefined) {
      const there = offered.map((s) => s.camelName).join(", ") || "nothing";
      throw new BadScenario(`the firmware offers no service "${name}" at that time. It offers: ${there}`);
    }
    return { spec, index: this.hostedServices.indexOf(spec.classIdentifier) };
  }

  /** Somebody at the USB cable asks the device's settings service for a value. */
  readSetting(key: string): void {
    this.overCable(SETTINGS.get, toBytes(key));
  }

  /** Somebody at the USB cable writes a setting, as firmware would. Throws {@link BadScenario}. */
  writeSetting(key: string, json: string): void {
    const value = toBytes(json);
    const data = concat(toBytes(key), Uint8Array.of(0), value);
    if (data.length > MAX_DATA_BYTES)
      throw new BadScenario(`what is written into setting "${key}" is too long: one frame has to hold it`);
    if (!this.ownServices.includes(SETTINGS_CLASS))
      throw new BadScenario(`nobody can write setting "${key}" yet: the device needs a second to start`);
    this.cableValues.set(key, value);
    this.overCable(SETTINGS.set, data);
  }

  /** The cloud sends a message by way of the board's own cloud adapter. Throws {@link BadScenario}. */
  cloudMessage(topic: string, json: string): void {
    const { device } = this.world;
    const index = this.ownServices.indexOf(CLOUD_ADAPTER_CLASS);
    if (index < 0 || !device.wantedServices().includes(CLOUD_ADAPTER_CLASS))
      throw new BadScenario(
        `nobody receives "${topic}" of the cloud: the firmware uses no cloud adapter at that time`,
      );
    const data = concat(toBytes(topic), Uint8Array.of(0), toBytes(json));
    if (data.length > MAX_DATA_BYTES)
      throw new BadScenario(`message "${topic}" of the cloud is too long: one frame has to hold it`);
    const command = eventCommand(++this.ownEvents, CLOUD_ADAPTER.onJson);
    const frame = encodeFrame({ flags: 0, device: device.deviceId, packets: [{ index, command, data }] });
    this.toBoard(frame, "server", "report");
  }

  /** The board starts again, and counts its events anew. */
  powerCycle(): void {
    this.ownEvents = 0;
  }

  /** Position in the firmware that wrote this value of a setting; null where somebody else did, or nobody knows. */
  writerOf(key: string, value: Uint8Array): readonly number[] | null {
    return this.isFromCable(key, value) ? null : (this.settingWriters.get(key) ?? null);
  }

  /** True if a setting has the value that somebody at the cable wrote. */
  isFromCable(key: string, value: Uint8Array): boolean {
    const written = this.cableValues.get(key);
    return written !== undefined && sameBytes(written, value);
  }

  private overCable(command: number, data: Uint8Array): void {
    const index = this.ownServices.indexOf(SETTINGS_CLASS);
    if (index < 0) return;
    const device = this.world.device.deviceId;
    const frame = encodeFrame({ flags: FLAG_COMMAND, device, packets: [{ index, command, data }] });
    this.toBoard(frame, "world", "command");
  }

  /** A frame to, or in the name of, the board's own services, which its cable shows as well. */
  private toBoard(payload: Uint8Array, from: "world" | "server", kind: "command" | "report"): void {
    const to = kind === "command" ? this.world.device.deviceId : null;
    this.world.record({ from, channel: "frame", observers: ["cable"], kind, to, payload, pcs: null });
    this.world.device.receiveFrame(payload);
  }

  /** Whoever resets the device deletes its settings one by one, over the cable. */
  deleteSettings(keys: readonly string[]): void {
    for (const key of keys) {
      this.settingWriters.delete(key);
      this.writtenValues.delete(key);
      this.cableValues.delete(key);
      this.overCable(SETTINGS.delete, toBytes(key));
    }
  }

  /** The device sends a frame. */
  fromDevice(bytes: Uint8Array): void {
    const { world } = this;
    const frame = decodeFrame(bytes);
    if (frame === null) return;
    const command = (frame.flags & FLAG_COMMAND) !== 0;
    if (!isAnnouncement(frame)) world.quiet.disturb();
    const pcs = this.doingOf(frame);
    world.record({
      from: "device",
      channel: "frame",
      observers: this.seenBy(frame),
      kind: command ? "command" : "report",
      to: command ? this.nameOf(frame.device) : null,
      payload: bytes,
      pcs,
      linkData: linkDataRanges(frame),
      ...this.platformUse(frame),
      ...this.repetition(frame, bytes),
    });
    for (const packet of frame.packets) {
      const counter = command || frame.device !== world.device.deviceId ? null : eventCounter(packet.command);
      // One that a message of the cloud took already is an earlier event to the firmware.
      if (counter !== null && isLater(counter, this.ownEvents)) this.ownEvents = counter;
      if (!command && packet.index === 0 && packet.command === 0) this.announced(frame.device, packet.data);
      if (command && this.isOwn(frame.device))
        this.ownCommand(packet.index, packet.command, packet.data, pcs);
      const peer = command ? this.peers.get(frame.device) : undefined;
      peer?.command(packet, pcs, frameChecksum(bytes));
      if (!command && !isAnnouncement(frame))
        for (const listener of this.peers.values()) listener.reported(frame.device, packet);
    }
  }

  /** Name of a device on the bus: `character screen`; the id of a stranger that has no name. */
  private nameOf(deviceId: string): string {
    const peer = this.peers.get(deviceId);
    if (peer instanceof ServiceServer) return peer.name;
    return deviceId === this.world.device.deviceId || peer?.onBoard === true ? OWN_SERVICES : deviceId;
  }

  /** A peer sends a frame. */
  fromPeer(peer: AnyPeer, bytes: Uint8Array): void {
    const frame = decodeFrame(bytes);
    if (frame === null) return;
    const command = (frame.flags & FLAG_COMMAND) !== 0;
    // Announcements count where frames get lost: one too few would make the device forget the peer.
    if (!isAnnouncement(frame) || this.noise > 0) this.world.quiet.disturb();
    this.world.record({
      // Frames of the board's own services are the device's doing.
      from: peer.onBoard ? "device" : peer.sender,
      channel: "frame",
      observers: peer.onBoard ? ["cable"] : ["bus", "cable"],
      kind: command ? "command" : "report",
      to: command ? this.nameOf(frame.device) : null,
      payload: bytes,
      pcs: command && !peer.onBoard ? this.takenBy(frame) : null,
      linkData: linkDataRanges(frame),
      platform: peer.ownMechanism,
      ...this.repetition(frame, bytes),
    });
    this.world.device.receiveFrame(peer.onBoard ? bytes : this.throughNoise(bytes));
  }

  /** A host at the USB cable sends a frame: to the board's own services, or to what else is on the bus. */
  fromCable(bytes: Uint8Array): void {
    const frame = decodeFrame(bytes);
    if (frame === null) return;
    const peer = (frame.flags & FLAG_COMMAND) !== 0 ? this.peers.get(frame.device) : undefined;
    if (peer === undefined) this.world.device.receiveFrame(bytes);
    else for (const packet of frame.packets) peer.command(packet, null, frameChecksum(bytes));
  }

  /** A damaged frame has a bit turned over; the receiver sees that by the checksum. */
  private throughNoise(bytes: Uint8Array): Uint8Array {
    if (this.noise === 0) return bytes;
    const random = Random.stream(this.world.seed, `noise/${this.damaged++}`);
    if (random.below(1_000) >= 1_000 * this.noise) return bytes;
    const noisy = bytes.slice();
    const at = random.below(noisy.length);
    // The size byte decides how much is read: damage there would not be seen by the checksum but by the length.
    noisy[at === 2 ? 0 : at] ^= 1 << random.below(8);
    return noisy;
  }

  private repetition(frame: Frame, bytes: Uint8Array): Pick<TapeEvent, "repeats"> {
    if (!isAnnouncement(frame)) return {};
    const before = this.announcements.get(frame.device);
    this.announcements.set(frame.device, bytes);
    if (before === undefined || !sameBytes(before, bytes)) return {};
    return { repeats: this.world.quiet.lasts ? "calm" : "stir" };
  }

  private announced(deviceId: string, data: Uint8Array): void {
    const view = new DataView(data.buffer, data.byteOffset, data.length);
    const services = Array.from({ length: data.length >> 2 }, (_, i) =>
      i === 0 ? 0 : view.getUint32(4 * i, true),
    );
    if (deviceId === this.world.device.deviceId) this.ownServices = services;
    else if (this.isOwn(deviceId)) this.hostedServices = services;
    for (const peer of this.peers.values()) peer.announced(deviceId, services);
  }

  private ownCommand(index: number, command: number, data: Uint8Array, pcs: readonly number[] | null): void {
    if (this.ownServices[index] !== SETTINGS_CLASS) return;
    const end = data.indexOf(0);
    const key = toText(end < 0 ? data : data.subarray(0, end));
    if (command === SETTINGS.get) {
      this.pendingReads.add(key);
      this.settingReaders.set(key, pcs);
      this.world.settingRead(key);
    } else if (command === SETTINGS.set) {
      this.settingWriters.set(key, pcs);
      this.writtenValues.set(key, end < 0 ? new Uint8Array() : data.slice(end + 1));
    }
  }

  /**
   * Observers of a frame. A frame under the device's own id, announcements aside, or one to a part
   * of its board reaches only the USB bridge, not the wire.
   */
  private seenBy(frame: Frame): Observer[] {
    const toOneself = this.isOwn(frame.device) && frame.packets[0]?.command !== 0;
    const toBoard = this.peers.get(frame.device)?.onBoard === true;
    const onTheWay: Observer[] = toOneself || toBoard ? ["cable"] : ["bus", "cable"];
    return this.isUpload(frame) ? ["endpoint", ...onTheWay] : onTheWay;
  }

  /** True if a frame tells a cloud adapter something: the adapter passes on to a cloud what it is given. */
  private isUpload({ flags, device, packets }: Frame): boolean {
    const packet = packets[0];
    if ((flags & FLAG_COMMAND) === 0 || packet === undefined) return false;
    const services = this.isOwn(device) ? this.ownServices.slice(1) : this.peers.get(device)?.services;
    const isAdapter = services?.[packet.index - 1] === CLOUD_ADAPTER_CLASS;
    return isAdapter && CLOUD_ADAPTER.uploads.includes(packet.command);
  }

  private platformUse(frame: Frame): Pick<TapeEvent, "platform" | "platformRanges"> {
    const packet = frame.packets[0];
    if (packet === undefined) return {};
    if ((frame.flags & FLAG_COMMAND) !== 0) {
      const use = this.peers.get(frame.device)?.mechanismOf(packet);
      if (use?.ranges === undefined) return { platform: use?.mechanism };
      const inFrame = (at: number) => HEADER_BYTES + PACKET_HEADER_BYTES + at;
      const data = use.ranges.map(([start, end]) => [inFrame(start), inFrame(end)] as const);
      // Its length is that of the frame and the packet too.
      const platformRanges = [...LENGTHS, ...data];
      return { platform: use.mechanism, platformRanges };
    }
    const key = this.settingIn(frame);
    if (key === null || !this.pendingReads.delete(key)) return {};
    // Firmware has to answer for a value that it has written, also where it reads it back.
    const isOwn = this.settingWriters.has(key) && !this.world.isGiven(key, valueIn(packet));
    return isOwn ? {} : { platform: "platform/settings-read" };
  }

  /** The code that a frame of the device's comes from: what runs, what answers, or what uses the setting that is read. */
  private doingOf(frame: Frame): readonly number[] | null {
    const packet = frame.packets[0];
    if (packet === undefined) return null;
    const isCommand = (frame.flags & FLAG_COMMAND) !== 0;
    const key = isCommand ? null : this.settingIn(frame);
    if (key !== null) return this.writerOf(key, valueIn(packet)) ?? this.settingReaders.get(key) ?? null;
    const { device, image } = this.world;
    const answered = isCommand || frame.device !== device.serverId ? undefined : this.answeredBy(packet);
    const handler = answered === undefined ? null : handlerOf(image.debug, answered);
    return handler === null ? device.senderOf(packet.command, frame.device, isCommand) : [handler];
  }

  /** The firmware's method that takes a command. */
  private takenBy({ device, packets }: Frame): readonly number[] | null {
    const taken = device === this.world.device.serverId ? this.answeredBy(packets[0]) : undefined;
    const isWritten = registerAccess(packets[0]?.command ?? 0)?.write === true;
    const handler = taken === undefined ? null : handlerOf(this.world.image.debug, taken, isWritten);
    return handler === null ? null : [handler];
  }

  /** The register or command of a service that firmware offers to which the packet is the answer. */
  private answeredBy({ index, command }: Packet): PacketSpec | undefined {
    const spec = this.world.image.services.find((s) => s.classIdentifier === this.hostedServices[index]);
    const access = registerAccess(command);
    const kinds = access === null ? ["command"] : REGISTER_KINDS;
    const identifier = access?.register ?? command;
    return index === 0
      ? undefined
      : spec?.packets.find((p) => p.identifier === identifier && kinds.includes(p.kind));
  }

  /** The key of the setting whose value the device's own settings service tells; null when the frame is another. */
  private settingIn(frame: Frame): string | null {
    const packet = frame.packets[0];
    const isSettings =
      frame.device === this.world.device.deviceId && this.ownServices[packet.index] === SETTINGS_CLASS;
    if (!isSettings || packet.command !== SETTINGS.get) return null;
    const end = packet.data.indexOf(0);
    return toText(packet.data.subarray(0, Math.max(0, end)));
  }

  [FORK](forker: Forker): Bus {
    return forker.copyFields(this);
  }

  private isOwn(deviceId: string): boolean {
    const { device } = this.world;
    return deviceId === device.deviceId || deviceId === device.serverId;
  }
}

/** Events of one device are told apart by a counter that wraps; half of its values count as earlier ones. */
function isLater(counter: number, before: number): boolean {
  const ahead = (counter - before) & EVENT_COUNTERS;
  return ahead > 0 && ahead <= EVENT_COUNTERS >> 1;
}

/** The value that the settings service tells, without the NUL that may stand at its end. */
function valueIn({ data }: Packet): Uint8Array {
  const value = data.subarray(data.indexOf(0) + 1);
  return value.at(-1) === 0 ? value.subarray(0, -1) : value;
}
