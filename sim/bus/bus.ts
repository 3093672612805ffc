/** The Jacdac bus: who gets which frame, and who else could read it. */
import type { Observer, PlatformMechanism } from "../tape.ts";
import type { World } from "../world.ts";
import {
  decodeFrame,
  FLAG_COMMAND,
  type Frame,
  GET_REGISTER,
  linkDataRanges,
  SET_REGISTER,
  serverIdOf,
} from "./frame.ts";
import type { Peer } from "./peer.ts";
import { ServiceServer } from "./service.ts";

/** Service classes that the world knows by name (Jacdac service catalogue). */
const SETTINGS_CLASS = 0x1107dc4a;
const SETTINGS = { get: 0x80, set: 0x81 };
const WIFI_CLASS = 0x18aae1fa;
const ADD_NETWORK = 0x81;

const toText = new TextDecoder();

export class Bus {
  private readonly peers = new Map<string, Peer>();
  /** Service classes of the device's own services, by index, as it announces them. */
  private ownServices: readonly number[] = [];
  /** Keys of settings that the device has asked for and not got yet. */
  private readonly pendingReads = new Set<string>();
  /** Where firmware last wrote each setting; for telling whose doing an entry in flash is. */
  readonly settingWriters = new Map<string, readonly number[] | null>();

  constructor(private readonly world: World) {}

  add(peer: Peer, startMicros: number): void {
    this.peers.set(peer.deviceId, peer);
    this.world.addActor(peer);
    peer.start(startMicros);
  }

  /** Roles that nothing on the bus offers get a peer of their own: unknown firmware runs without configuration. */
  offer(serviceClass: number): void {
    const offered = [...this.peers.values()].some((peer) => peer.services.includes(serviceClass));
    if (offered || this.ownServices.includes(serviceClass)) return;
    const spec = this.world.image.services.find((s) => s.classIdentifier === serviceClass);
    if (spec !== undefined) this.add(new ServiceServer(this.world, spec), 2_000);
  }

  /** The device sends a frame. */
  fromDevice(bytes: Uint8Array): void {
    const { world } = this;
    const frame = decodeFrame(bytes);
    if (frame === null) return;
    const first = frame.packets[0];
    const command = (frame.flags & FLAG_COMMAND) !== 0;
    const pcs = first === undefined ? null : world.device.senderOf(first.command, frame, command);
    world.record({
      from: "device",
      channel: "frame",
      observers: this.seenBy(frame),
      kind: command ? "command" : "report",
      to: command ? frame.device : null,
      payload: bytes,
      pcs,
      linkData: linkDataRanges(frame),
      platform: this.platformMechanism(frame),
    });
    for (const packet of frame.packets) {
      if (!command && packet.index === 0 && packet.command === 0) this.announced(frame.device, packet.data);
      if (command && this.isOwn(frame.device))
        this.ownCommand(packet.index, packet.command, packet.data, pcs);
      const peer = command ? this.peers.get(frame.device) : undefined;
      peer?.command(packet, pcs);
    }
  }

  /** A peer sends a frame. */
  fromPeer(peer: Peer, bytes: Uint8Array): void {
    const frame = decodeFrame(bytes);
    if (frame === null) return;
    const command = (frame.flags & FLAG_COMMAND) !== 0;
    this.world.record({
      // What the board's own services send is the device's doing.
      from: peer.onBoard ? "device" : peer.sender,
      channel: "frame",
      observers: peer.onBoard ? ["cable"] : ["bus", "cable"],
      kind: command ? "command" : "report",
      to: command ? frame.device : null,
      payload: bytes,
      pcs: null,
      linkData: linkDataRanges(frame),
      platform: peer.onBoard ? "platform/wifi-status" : undefined,
    });
    this.world.device.receiveFrame(bytes);
  }

  private announced(deviceId: string, data: Uint8Array): void {
    const view = new DataView(data.buffer, data.byteOffset, data.length);
    const services = Array.from({ length: data.length >> 2 }, (_, i) =>
      i === 0 ? 0 : view.getUint32(4 * i, true),
    );
    if (deviceId === this.world.device.deviceId) this.ownServices = services;
    for (const peer of this.peers.values()) peer.announced(deviceId, services);
  }

  private ownCommand(index: number, command: number, data: Uint8Array, pcs: readonly number[] | null): void {
    if (this.ownServices[index] !== SETTINGS_CLASS) return;
    const end = data.indexOf(0);
    const key = toText.decode(end < 0 ? data : data.subarray(0, end));
    if (command === SETTINGS.get) {
      this.pendingReads.add(key);
      this.world.settingRead(key);
    } else if (command === SETTINGS.set) {
      this.settingWriters.set(key, pcs);
    }
  }

  /** design.md, "Frames to oneself": only the USB bridge sees them, not the wire. */
  private seenBy(frame: Frame): Observer[] {
    const toOneself = this.isOwn(frame.device) && frame.packets[0]?.command !== 0;
    const toBoard = this.peers.get(frame.device)?.onBoard === true;
    return toOneself || toBoard ? ["cable"] : ["bus", "cable"];
  }

  private platformMechanism(frame: Frame): PlatformMechanism | undefined {
    const packet = frame.packets[0];
    if (packet === undefined) return undefined;
    const peer = this.peers.get(frame.device);
    if ((frame.flags & FLAG_COMMAND) !== 0) {
      const joins = peer?.onBoard === true && peer.services[packet.index - 1] === WIFI_CLASS;
      return joins && packet.command === ADD_NETWORK ? "platform/join" : undefined;
    }
    const ownSettings =
      frame.device === this.world.device.deviceId && this.ownServices[packet.index] === SETTINGS_CLASS;
    if (!ownSettings || packet.command !== SETTINGS.get) return undefined;
    const end = packet.data.indexOf(0);
    const key = toText.decode(packet.data.subarray(0, Math.max(0, end)));
    return this.pendingReads.delete(key) ? "platform/settings-read" : undefined;
  }

  private isOwn(deviceId: string): boolean {
    const own = this.world.device.deviceId;
    return deviceId === own || deviceId === serverIdOf(own);
  }
}

/** Splits a service command into what it does to which register; null when it is not about a register. */
export function registerAccess(command: number): { register: number; write: boolean } | null {
  if ((command & 0xf000) === GET_REGISTER) return { register: command & 0xfff, write: false };
  if ((command & 0xf000) === SET_REGISTER) return { register: command & 0xfff, write: true };
  return null;
}
