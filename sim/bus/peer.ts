/** A device on the Jacdac bus other than the one under judgement: it announces itself and answers. */
import { Actor } from "../engine/actor.ts";
import type { WorldPorts } from "../engine/ports.ts";
import { QUIET_ANNOUNCE_MICROS } from "../engine/quiet.ts";
import { Random } from "../engine/random.ts";
import { toHex } from "../tape/bytes.ts";
import type { PlatformMechanism, Sender } from "../tape/tape.ts";
import { encodeFrame, eventCommand, type Packet } from "./frame.ts";

/** Devices announce themselves twice a second (Jacdac control service, `announce_interval`). */
const ANNOUNCE_MICROS = 500_000;
/** The restart counter in an announcement stands still at this value; 0x100 says that acknowledgements are supported. */
const STEADY_ANNOUNCE_FLAGS = 0x0f | 0x100;
/** A frame takes about this long from one device's program to the other's, microseconds. */
const REPLY_MICROS = 900;
/** Events are sent three times, for receivers that missed one (Jacdac protocol, "events"). */
const EVENT_REPEATS_MICROS = [0, 20_000, 100_000];

/** The world as a peer sees it. */
export interface PeerPorts extends WorldPorts {
  readonly bus: { fromPeer(peer: AnyPeer, frame: Uint8Array): void };
}

/** Messages that every peer plans for itself. */
export type PeerMessage =
  | { readonly do: "announce" }
  | { readonly do: "send"; readonly packets: readonly Packet[]; readonly to: string | null };

/** A peer, whatever it plans and whatever it needs. */
export type AnyPeer = Peer<unknown, PeerPorts>;

/** `Own` are the messages that this kind of peer plans for itself besides. */
/** A packet that belongs to a mechanism of the platform. */
export interface MechanismUse {
  readonly mechanism: PlatformMechanism;
  /** Ranges `[start, end)` of the packet's data that the mechanism needs; absent where it needs all of it. */
  readonly ranges?: readonly (readonly [number, number])[];
}

export abstract class Peer<Own = never, Ports extends PeerPorts = PeerPorts> extends Actor<
  PeerMessage | Own,
  Ports
> {
  private events = 0;
  /** The frame that says which services are here; always the same. */
  private readonly announcement: Uint8Array;

  constructor(
    world: Ports,
    /** 16 hex digits. */
    readonly deviceId: string,
    readonly sender: Sender,
    /**
     * Part of the board itself, such as its WiFi: only the USB cable sees its frames, never the
     * wire.
     */
    readonly onBoard: boolean,
    /** Service classes by index; the control service at index 0 is left out. */
    readonly services: readonly number[],
  ) {
    super(world, `peer/${deviceId}`);
    const data = new Uint8Array(4 + 4 * services.length);
    const view = new DataView(data.buffer);
    view.setUint16(0, STEADY_ANNOUNCE_FLAGS, true);
    services.forEach((serviceClass, i) => {
      view.setUint32(4 + 4 * i, serviceClass, true);
    });
    this.announcement = encodeFrame({
      flags: 0,
      device: deviceId,
      packets: [{ index: 0, command: 0, data }],
    });
  }

  /** Joins the bus in `afterMicros`. */
  start(afterMicros: number): void {
    this.after(afterMicros, { do: "announce" });
  }

  /** A kind of peer that plans messages of its own takes those, and leaves the others to this. */
  receive(message: PeerMessage): void {
    if (message.do === "send") {
      this.transmit(message.packets, message.to);
      return;
    }
    this.world.bus.fromPeer(this, this.announcement);
    this.after(this.world.quiet.lasts ? QUIET_ANNOUNCE_MICROS : ANNOUNCE_MICROS, { do: "announce" });
  }

  /** A packet that the device addressed to this peer. A refusal repeats the checksum of the packet's frame. */
  abstract command(packet: Packet, pcs: readonly number[] | null, frameChecksum: number): void;

  /** The platform's mechanism that a command of the device to this peer belongs to. */
  mechanismOf(_packet: Packet): MechanismUse | undefined {
    return undefined;
  }

  /** The platform's mechanism that frames of this peer belong to. */
  get ownMechanism(): PlatformMechanism | undefined {
    return this.onBoard ? "platform/wifi-status" : undefined;
  }

  /** The device announced itself, under its own id or as the host of firmware's servers. */
  announced(_deviceId: string, _services: readonly number[]): void {}

  /** The device sent a report. */
  reported(_deviceId: string, _packet: Packet): void {}

  /** Sends reports from this peer, after the time that a real one takes to answer. */
  protected report(packets: readonly Packet[], afterMicros = REPLY_MICROS): void {
    this.after(afterMicros, { do: "send", packets, to: null });
  }

  /** Sends a command to `to`, a device id. */
  protected commandTo(to: string, packet: Packet): void {
    this.after(REPLY_MICROS, { do: "send", packets: [packet], to });
  }

  protected event(index: number, code: number, data: Uint8Array = new Uint8Array()): void {
    const packet = { index, command: eventCommand(++this.events, code), data };
    for (const micros of EVENT_REPEATS_MICROS) this.report([packet], REPLY_MICROS + micros);
  }

  private transmit(packets: readonly Packet[], to: string | null): void {
    const frame = encodeFrame({ flags: to === null ? 0 : 1, device: to ?? this.deviceId, packets });
    this.world.bus.fromPeer(this, frame);
  }
}

/** A device id that depends on the world's seed and on what the peer is. */
export function peerId(seed: number, name: string): string {
  return toHex(Random.stream(seed, `peer/${name}`).bytes(8));
}
