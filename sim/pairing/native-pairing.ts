/**
 * Native code on the board that takes credentials where DeviceScript cannot (services/pairing-ways.md). Firmware opens the
 * ways; what comes in by one goes to the board's WiFi.
 */
import type { Packet } from "../bus/frame.ts";
import { Peer, type PeerPorts, peerId } from "../bus/peer.ts";
import type { Credentials } from "../radio/wpa.ts";
import { ESP_TOUCH } from "./esp-touch.ts";
import { IMPROV } from "./improv.ts";
import type { NativeWay } from "./pairing.ts";
import { SOFT_AP } from "./soft-ap.ts";
import type { Said, WayDialogue } from "./way.ts";

/** services/pairing-ways.md. */
export const PAIRING_WAYS_CLASS = 0x1c9a41d7;
const COMMAND = { open: 0x80, close: 0x81 };
/** The enum `Way`, from 1. */
const WAYS: readonly NativeWay[] = ["softap", "serial", "broadcast"];

export const WAY_DIALOGUES: Readonly<Record<NativeWay, WayDialogue>> = {
  softap: SOFT_AP,
  serial: IMPROV,
  broadcast: ESP_TOUCH,
};

/** The world as native pairing sees it. */
export interface NativePairingPorts extends PeerPorts {
  readonly phone: { offered(): void };
  readonly wifi: { setUp(network: Credentials, pcs: readonly number[] | null): void };
  /** Somebody handed the home's credentials to the firmware, or to native code of the board. */
  provisioned(to: "firmware" | "board"): void;
}

export class NativePairing extends Peer<never, NativePairingPorts> {
  /** Position in the firmware that opened each way that is open. */
  private readonly open = new Map<NativeWay, readonly number[] | null>();

  constructor(world: NativePairingPorts) {
    super(world, peerId(world.seed, "pairing"), "device", true, [PAIRING_WAYS_CLASS]);
  }

  get isOpen(): boolean {
    return this.open.size > 0;
  }

  offers(way: NativeWay): boolean {
    return this.open.has(way);
  }

  /** Position in the firmware that opened a way; null when firmware did not open it. */
  openedBy(way: NativeWay): readonly number[] | null {
    return this.open.get(way) ?? null;
  }

  /** The board restarts. */
  powerCycle(): void {
    this.open.clear();
  }

  command({ index, command, data }: Packet, pcs: readonly number[] | null): void {
    const way = WAYS[data[0] - 1];
    if (index !== 1 || way === undefined) return;
    if (command === COMMAND.open) {
      this.open.set(way, pcs);
      this.world.phone.offered();
    } else if (command === COMMAND.close) this.open.delete(way);
  }

  /**
   * Takes the finished dialogue of a way: if it is understood, the board joins that network and
   * listens no more.
   */
  take(way: NativeWay, said: readonly Said[]): void {
    const network = WAY_DIALOGUES[way].heard(said);
    if (network === null || !this.open.has(way)) return;
    const pcs = this.openedBy(way);
    this.open.clear();
    this.world.provisioned("board");
    this.world.wifi.setUp(network, pcs);
  }
}
