/**
 * The board's own WiFi service. On hardware it is part of DeviceScript's native runtime (`network/wifi.c`);
 * the simulated VM has none, so the world serves it from an on-board peer.
 */
import type { World } from "../world.ts";
import { registerAccess } from "./bus.ts";
import type { Packet } from "./frame.ts";
import { Peer } from "./peer.ts";
import { peerId } from "./service.ts";

/** Jacdac service catalogue, `wifi`. */
export const WIFI_CLASS = 0x18aae1fa;
const COMMAND = { addNetwork: 0x81, reconnect: 0x82, forgetNetwork: 0x83, forgetAll: 0x84, scan: 0x86 };
const EVENT = {
  gotIp: 0x01,
  lostIp: 0x02,
  scanComplete: 0x80,
  networksChanged: 0x81,
  connectionFailed: 0x82,
};
const REGISTER = { enabled: 0x01, rssi: 0x101, ipAddress: 0x181, eui48: 0x182, ssid: 0x183 };

/** Scan, association, handshake and DHCP of an ESP32 at home, microseconds. */
const JOIN_MICROS = 1_800_000;
const SCAN_MICROS = 1_200_000;

type WifiMessage = { do: "joined" } | { do: "scanned" };

export interface Network {
  readonly ssid: string;
  readonly psk: string;
}

export class WifiAdapter extends Peer {
  /** The one network that the stock service remembers, and where firmware asked for it. */
  private known: Network | null = null;
  private addedBy: readonly number[] | null = null;
  private joining = false;
  private joined = false;

  constructor(world: World) {
    super(world, peerId(world, "wifi"), "device", true, [WIFI_CLASS]);
  }

  /**
   * A socket is about to be opened: the board joins the home's network if it has not yet, with what it was set
   * up with. Returns microseconds until the network can be used.
   */
  ensureJoined(): number {
    if (this.joined) return 0;
    if (this.known === null) {
      this.known = this.world.home;
      this.store(this.known, true);
    }
    this.connect();
    return JOIN_MICROS;
  }

  command(packet: Packet, pcs: readonly number[] | null): void {
    if (packet.index !== 1) return;
    const access = registerAccess(packet.command);
    if (access !== null) {
      if (!access.write) this.report([{ ...packet, data: this.register(access.register) }]);
      return;
    }
    switch (packet.command) {
      case COMMAND.addNetwork: {
        const [ssid, psk] = zeroTerminated(packet.data);
        this.known = { ssid, psk: psk ?? "" };
        this.addedBy = pcs;
        this.store(this.known, false);
        this.event(1, EVENT.networksChanged);
        this.connect();
        break;
      }
      case COMMAND.reconnect:
        this.connect();
        break;
      case COMMAND.forgetNetwork:
      case COMMAND.forgetAll:
        // Forgets in memory only: the settings stay in flash (wifi.c, forget_all_networks).
        this.known = null;
        this.joined = false;
        this.world.wifiForgotten(pcs);
        this.event(1, EVENT.networksChanged);
        break;
      case COMMAND.scan:
        this.after(SCAN_MICROS, { do: "scanned" } satisfies WifiMessage);
        break;
    }
  }

  override receive(message: unknown): void {
    const due = message as WifiMessage;
    if (due.do === "joined") this.finishJoin();
    else if (due.do === "scanned") {
      const home = this.known?.ssid === this.world.home.ssid ? 1 : 0;
      this.event(1, EVENT.scanComplete, Uint8Array.of(1, 0, home, 0));
    } else super.receive(message);
  }

  private connect(): void {
    if (this.joining || this.known === null) return;
    this.joining = true;
    this.joined = false;
    this.after(JOIN_MICROS, { do: "joined" } satisfies WifiMessage);
  }

  private finishJoin(): void {
    const { known, world } = this;
    this.joining = false;
    if (known === null) return;
    world.record({
      from: "device",
      channel: "wifi",
      observers: ["air"],
      kind: "association",
      to: null,
      payload: new TextEncoder().encode(known.ssid),
      pcs: this.addedBy,
      platform: "platform/air",
    });
    world.record({
      from: "device",
      channel: "wifi",
      observers: ["air"],
      kind: "handshake",
      to: null,
      payload: world.crypto.pairwiseMasterKeyProof(known.ssid, known.psk),
      pcs: this.addedBy,
      platform: "platform/air",
    });
    this.joined = known.ssid === world.home.ssid && known.psk === world.home.psk;
    if (this.joined) {
      world.joined();
      this.event(1, EVENT.gotIp);
    } else {
      this.event(1, EVENT.connectionFailed, new TextEncoder().encode(known.ssid));
    }
  }

  private register(register: number): Uint8Array {
    switch (register) {
      case REGISTER.enabled:
        return Uint8Array.of(0xff);
      case REGISTER.rssi:
        return Uint8Array.of(this.joined ? 256 - 54 : 128);
      case REGISTER.ipAddress:
        return this.joined ? Uint8Array.of(192, 168, 1, 42) : new Uint8Array();
      case REGISTER.eui48:
        return this.world.macAddress;
      case REGISTER.ssid:
        return new TextEncoder().encode(this.joined ? this.known!.ssid : "");
      default:
        return new Uint8Array();
    }
  }

  private store(network: Network, preset: boolean): void {
    const encoder = new TextEncoder();
    this.world.storeWifi("wifi_ssid", encoder.encode(network.ssid), preset ? null : this.addedBy);
    this.world.storeWifi("wifi_psk", encoder.encode(network.psk), preset ? null : this.addedBy);
  }
}

function zeroTerminated(data: Uint8Array): string[] {
  return new TextDecoder().decode(data).split("\0");
}
