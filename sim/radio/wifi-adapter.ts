/**
 * The board's own WiFi service. On hardware it is part of DeviceScript's native runtime (`network/wifi.c`);
 * the simulated VM has none, so the world serves it from an on-board peer.
 */

import type { Packet } from "../bus/frame.ts";
import { WIFI_CLASS } from "../bus/native-services.ts";
import { type MechanismUse, Peer, type PeerMessage, type PeerPorts, peerId } from "../bus/peer.ts";
import { registerAccess } from "../bus/register.ts";
import { generationOf } from "../device/flash-pages.ts";
import { Random } from "../engine/random.ts";
import { concat, sameBytes, toBytes, toText } from "../tape/bytes.ts";
import type { PlatformMechanism } from "../tape/tape.ts";
import type { AccessPoint } from "./access-point.ts";
import {
  associationRequest,
  associationResponse,
  authentication,
  type Credentials,
  confirmationKey,
  deauthentication,
  handshakeMessage,
  type Link,
  pairwiseMasterKey,
  probeRequest,
  probeResponse,
  type WorldCrypto,
} from "./wpa.ts";

export const ADD_NETWORK = 0x81;
const COMMAND = {
  lastScanResults: 0x80,
  reconnect: 0x82,
  forgetNetwork: 0x83,
  forgetAll: 0x84,
  scan: 0x86,
  listNetworks: 0x87,
};
const EVENT = {
  gotIp: 0x01,
  lostIp: 0x02,
  scanComplete: 0x80,
  networksChanged: 0x81,
  connectionFailed: 0x82,
};
const REGISTER = { enabled: 0x01, rssi: 0x101, ipAddress: 0x181, eui48: 0x182, ssid: 0x183 };

/** The service's place on the board: after the control service. */
const SERVICE_INDEX = 1;

/** An ESP32 looks through all channels in about this time, microseconds. */
const SCAN_MICROS = 1_150_000;
/** Between two frames of a join. */
const FRAME_MICROS = 4_000;
/** A station that hears no answer to its handshake message is sent away after this. */
const HANDSHAKE_TIMEOUT_MICROS = 1_000_000;
const DHCP_MICROS = 600_000;
/** Between attempts while the network is not there (`JD_WIFI_SCAN_SECONDS`, wifi.c). */
const RETRY_MICROS = 10_000_000;
/** Firmware that wants WiFi and is not set up by itself within this time runs on a board that was set up before. */
const PRESET_AFTER_MICROS = 3_000_000;

type WifiMessage =
  | { do: "join"; attempt: number; step: number }
  | { do: "joined"; attempt: number }
  | { do: "failed"; attempt: number }
  | { do: "retry"; attempt: number }
  | { do: "scanned"; requestedBy: readonly number[] | null }
  | { do: "preset" };

/**
 * Entry that the service wrote to flash: appended, as in the board's own store; the last entry of a
 * key counts.
 */
interface StoredEntry {
  readonly key: "wifi_ssid" | "wifi_psk";
  readonly value: Uint8Array;
  pcs: readonly number[] | null;
  /** Firmware forgot the network, or the board was reset to factory state. */
  forgotten: boolean;
  /** Name and passphrase are those of a network that there is, and not something else that firmware made of them. */
  readonly ownNetwork: boolean;
  /** Generation of the settings store in which a later entry took its place; null for the last one. */
  replacedIn: number | null;
}

/** The settings store has two areas and is compacted from one into the other (flash.ts). */
const AREAS = 2;

/** The world as the board's WiFi sees it. */
export interface WifiPorts extends PeerPorts {
  readonly crypto: WorldCrypto;
  /** The device's WiFi address, six bytes. */
  readonly macAddress: Uint8Array;
  /** The network that a board without another one may have been set up with. */
  readonly home: Credentials;
  readonly accessPoints: readonly AccessPoint[];
  /** Log names of networks, as the stock service does. */
  readonly stockWifiLog: boolean;
  /** Somebody will hand credentials over. */
  readonly willProvision: boolean;
  readonly device: { readonly flash: Uint8Array };
  readonly network: { linkUp(): void; linkFailed(): void; linkLost(): void };
  /** A board that lived before this run; null for a new one. */
  readonly board: {
    readonly network: Credentials | null;
    stored(key: string, value: Uint8Array): void;
  } | null;
  /** Access points of that name that are on the air. */
  inReach(wanted: Credentials): readonly AccessPoint[];
  /** True if a network has this name, and the passphrase if one is given. */
  isNetwork(ssid: string, psk?: string): boolean;
  /** The device is on a network: by the firmware's doing, or by itself. */
  joined(byFirmware: boolean): void;
}

export class WifiAdapter extends Peer<WifiMessage, WifiPorts> {
  readonly stored: StoredEntry[] = [];
  /** The one network that the stock service remembers, and where firmware asked for it. */
  private known: Credentials | null = null;
  private addedBy: readonly number[] | null = null;
  private addedByFirmware = false;
  private state: "idle" | "joining" | "joined" = "idle";
  private attempt = 0;
  private accessPoint: AccessPoint | null = null;
  private enabled = true;
  /** Nonces of the handshake that is going on. */
  private nonces: { accessPoint: Uint8Array; station: Uint8Array } = {
    accessPoint: new Uint8Array(32),
    station: new Uint8Array(32),
  };

  constructor(world: WifiPorts) {
    super(world, peerId(world.seed, "wifi"), "device", true, [WIFI_CLASS]);
    const remembered = world.board?.network;
    if (remembered) {
      this.remember("wifi_ssid", toBytes(remembered.ssid), null, true);
      this.remember("wifi_psk", toBytes(remembered.psk), null, true);
    }
  }

  get online(): boolean {
    return this.state === "joined";
  }

  /** It has been told a network, and has not forgotten it. */
  get knowsNetwork(): boolean {
    return this.known !== null;
  }

  /**
   * A socket is about to be opened. A board that has never been told a network joins the home's, as if it had
   * been set up before. False when there is no network and none is being joined.
   */
  wakeUp(): boolean {
    if (this.state === "idle" && this.enabled && this.mayBePreset) this.presetHome();
    return this.state !== "idle";
  }

  /** Firmware uses a WiFi role. */
  wanted(): void {
    this.after(PRESET_AFTER_MICROS, { do: "preset" });
  }

  /** The board restarts: the service reads its settings and joins. */
  powerCycle(): void {
    this.attempt++;
    this.state = "idle";
    const last = (key: string) => this.stored.findLast((entry) => entry.key === key)?.value;
    const ssid = last("wifi_ssid");
    this.known =
      ssid === undefined || ssid.length === 0
        ? null
        : { ssid: toText(ssid), psk: toText(last("wifi_psk") ?? new Uint8Array()) };
    if (this.known !== null) this.connect();
  }

  /** The settings are erased as the settings service does it: an empty entry is appended, the rest stays behind. */
  factoryReset(): void {
    this.forgetStored(null);
    if (this.stored.length > 0) {
      this.store("wifi_ssid", new Uint8Array(), null, false);
      this.store("wifi_psk", new Uint8Array(), null, false);
    }
  }

  /** Access points came or went. */
  airChanged(): void {
    if (this.state === "joined" && this.accessPoint?.up !== true) this.lose();
  }

  command(packet: Packet, pcs: readonly number[] | null): void {
    if (packet.index !== SERVICE_INDEX) return;
    const access = registerAccess(packet.command);
    if (access !== null) {
      if (access.write) this.write(access.register, packet.data);
      else this.report([{ ...packet, data: this.register(access.register) }]);
      return;
    }
    switch (packet.command) {
      case ADD_NETWORK: {
        const [ssid, psk] = toText(packet.data).split("\0");
        this.addedByFirmware = true;
        this.setUp({ ssid, psk: psk ?? "" }, pcs);
        break;
      }
      case COMMAND.reconnect:
        this.connect();
        break;
      case COMMAND.forgetNetwork:
      case COMMAND.forgetAll:
        // In memory only: the settings stay in flash (wifi.c, forget_all_networks).
        this.known = null;
        this.forgetStored(pcs);
        this.event(SERVICE_INDEX, EVENT.networksChanged);
        if (this.state === "joined") this.lose();
        break;
      case COMMAND.scan:
        this.after(SCAN_MICROS, { do: "scanned", requestedBy: pcs });
        break;
    }
  }

  override receive(message: PeerMessage | WifiMessage): void {
    switch (message.do) {
      case "join":
        if (message.attempt === this.attempt) this.join(message.step);
        break;
      case "joined":
        if (message.attempt === this.attempt) this.arrive();
        break;
      case "failed":
        if (message.attempt === this.attempt) this.fail();
        break;
      case "retry":
        if (message.attempt === this.attempt && this.state === "idle") this.connect();
        break;
      case "scanned":
        this.scanned(message.requestedBy);
        break;
      case "preset":
        if (this.state === "idle" && this.mayBePreset) this.presetHome();
        break;
      default:
        super.receive(message);
    }
  }

  override mechanismOf({ index, command, data }: Packet): MechanismUse | undefined {
    if (index !== SERVICE_INDEX || command !== ADD_NETWORK) return undefined;
    const mechanism = "platform/join";
    const [ssid, psk] = toText(data).split("\0");
    if (this.world.isNetwork(ssid, psk ?? "")) return { mechanism };
    // The name of a network that there is, with a passphrase that firmware made up.
    return this.world.isNetwork(ssid) ? { mechanism, ranges: [[0, toBytes(ssid).length]] } : undefined;
  }

  /** Nobody told the board a network, or will: it may have been set up before the run. */
  private get mayBePreset(): boolean {
    return this.known === null && this.world.board === null && !this.world.willProvision;
  }

  /** From now on this is the network to be on; `pcs` is where firmware asked for it. */
  setUp(network: Credentials, pcs: readonly number[] | null): void {
    this.take(network, pcs);
    this.event(SERVICE_INDEX, EVENT.networksChanged);
    this.connect();
  }

  private presetHome(): void {
    this.take(this.world.home, null);
    this.connect();
  }

  private take(network: Credentials, pcs: readonly number[] | null): void {
    this.known = network;
    this.addedBy = pcs;
    const { ssid, psk } = network;
    this.store("wifi_ssid", toBytes(ssid), pcs, this.world.isNetwork(ssid));
    this.store("wifi_psk", toBytes(psk), pcs, this.world.isNetwork(ssid, psk));
  }

  private connect(): void {
    if (this.known === null || !this.enabled || this.state === "joining") return;
    if (this.state === "joined") this.world.network.linkLost();
    this.state = "joining";
    this.attempt++;
    this.log(() => `connecting to '${this.known?.ssid}'`);
    this.after(SCAN_MICROS, { do: "join", attempt: this.attempt, step: 0 });
  }

  /** One frame of the way into the network, and what comes after it. */
  private join(step: number): void {
    const { world, known } = this;
    if (known === null) return;
    if (step === 0) {
      this.accessPoint = world
        .inReach(known)
        .reduce<AccessPoint | null>(
          (best, ap) => (best === null || ap.signalDbm > best.signalDbm ? ap : best),
          null,
        );
      const link = { station: world.macAddress, accessPoint: this.accessPoint?.bssid ?? new Uint8Array(6) };
      this.air("device", "probe request", probeRequest(link, known.ssid));
      if (this.accessPoint === null) {
        this.after(FRAME_MICROS, { do: "failed", attempt: this.attempt });
        return;
      }
      const random = Random.stream(world.seed, `handshake/${this.attempt}`);
      this.nonces = { accessPoint: random.bytes(32), station: random.bytes(32) };
    } else {
      const outcome = this.exchange(step, known, this.accessPoint!);
      if (outcome === "failed") {
        this.after(HANDSHAKE_TIMEOUT_MICROS, { do: "failed", attempt: this.attempt });
        return;
      }
      if (outcome === "done") {
        this.after(DHCP_MICROS, { do: "joined", attempt: this.attempt });
        return;
      }
    }
    this.after(FRAME_MICROS, { do: "join", attempt: this.attempt, step: step + 1 });
  }

  private exchange(step: number, known: Credentials, ap: AccessPoint): "next" | "failed" | "done" {
    const { crypto, macAddress, seed } = this.world;
    const link: Link = { station: macAddress, accessPoint: ap.bssid };
    const { nonces } = this;
    const masterKey = (credentials: Credentials) => {
      const key = pairwiseMasterKey(credentials, crypto);
      // After simultaneous authentication of equals the key is fresh for each session (802.11, 12.4).
      return ap.security === "wpa3" ? crypto.hmacSha1(concat(nonces.accessPoint, nonces.station), key) : key;
    };
    const confirm = (credentials: Credentials) => ({
      key: confirmationKey(masterKey(credentials), link, nonces, crypto),
      crypto,
    });
    const sae = (side: keyof Link, sequence: number) =>
      ap.security === "wpa3"
        ? Random.stream(seed, `sae/${this.attempt}/${side}/${sequence}`).bytes(sequence === 1 ? 98 : 34)
        : undefined;
    switch (step) {
      case 1:
        this.air("access-point", "probe response", probeResponse(link, ap.ssid, ap.security));
        return "next";
      case 2:
        this.air("device", "authentication", authentication(link, "station", 1, sae("station", 1)));
        return "next";
      case 3:
        this.air(
          "access-point",
          "authentication",
          authentication(link, "accessPoint", 2, sae("accessPoint", 1)),
        );
        return "next";
      case 4:
        if (ap.security === "wpa3")
          this.air("device", "authentication", authentication(link, "station", 2, sae("station", 2)));
        this.air("device", "association request", associationRequest(link, known.ssid, ap.security));
        return "next";
      case 5:
        this.air("access-point", "association response", associationResponse(link));
        return ap.security === "open" ? "done" : "next";
      case 6:
        this.air("access-point", "eapol 1 of 4", handshakeMessage(link, 1, nonces.accessPoint, null));
        return "next";
      case 7:
        this.air("device", "eapol 2 of 4", handshakeMessage(link, 2, nonces.station, confirm(known)));
        return "next";
      case 8: {
        if (!sameBytes(confirm(known).key, confirm(ap).key)) {
          this.air("access-point", "deauthentication", deauthentication(link));
          return "failed";
        }
        const groupKey = Random.stream(seed, `group key/${this.attempt}`).bytes(56);
        this.air(
          "access-point",
          "eapol 3 of 4",
          handshakeMessage(link, 3, nonces.accessPoint, confirm(ap), groupKey),
        );
        return "next";
      }
      default:
        this.air("device", "eapol 4 of 4", handshakeMessage(link, 4, new Uint8Array(32), confirm(known)));
        return "done";
    }
  }

  private arrive(): void {
    if (this.accessPoint?.up !== true) {
      this.fail();
      return;
    }
    this.state = "joined";
    this.world.joined(this.addedByFirmware);
    this.log(() => "got ip 2a01a8c0");
    this.event(SERVICE_INDEX, EVENT.gotIp);
    this.world.network.linkUp();
  }

  private fail(): void {
    this.state = "idle";
    this.log(() => "sta disconnect, reconnect...");
    this.event(SERVICE_INDEX, EVENT.connectionFailed, toBytes(this.known?.ssid ?? ""));
    this.world.network.linkFailed();
    this.after(RETRY_MICROS, { do: "retry", attempt: this.attempt });
  }

  private lose(): void {
    this.state = "idle";
    this.attempt++;
    this.event(SERVICE_INDEX, EVENT.lostIp);
    this.world.network.linkLost();
    this.after(RETRY_MICROS, { do: "retry", attempt: this.attempt });
  }

  private scanned(requestedBy: readonly number[] | null): void {
    const seen = this.world.accessPoints.filter((ap) => ap.up);
    const knownCount = seen.filter((ap) => ap.ssid === this.known?.ssid).length;
    this.log(() => `scan done: ${seen.length} results`, requestedBy);
    for (const ap of seen) this.log(() => `${ap.ssid} [rssi:${ap.signalDbm}]`, requestedBy);
    this.event(
      SERVICE_INDEX,
      EVENT.scanComplete,
      Uint8Array.of(seen.length & 0xff, seen.length >> 8, knownCount & 0xff, knownCount >> 8),
    );
  }

  private write(register: number, data: Uint8Array): void {
    if (register !== REGISTER.enabled) return;
    this.enabled = (data[0] ?? 0) !== 0;
    if (!this.enabled && this.state === "joined") this.lose();
    else if (this.enabled && this.state === "idle") this.connect();
  }

  private register(register: number): Uint8Array {
    const ap = this.state === "joined" ? this.accessPoint : null;
    switch (register) {
      case REGISTER.enabled:
        return Uint8Array.of(this.enabled ? 0xff : 0);
      case REGISTER.rssi:
        return Uint8Array.of((ap?.signalDbm ?? -128) & 0xff);
      case REGISTER.ipAddress:
        return ap === null ? new Uint8Array() : Uint8Array.of(192, 168, 1, 42);
      case REGISTER.eui48:
        return this.world.macAddress;
      case REGISTER.ssid:
        return toBytes(ap?.ssid ?? "");
      default:
        return new Uint8Array();
    }
  }

  private store(
    key: StoredEntry["key"],
    value: Uint8Array,
    pcs: readonly number[] | null,
    ownNetwork: boolean,
  ): void {
    const last = this.stored.findLast((entry) => entry.key === key);
    if (last !== undefined && sameBytes(last.value, value)) {
      last.forgotten = false;
      return;
    }
    if (last !== undefined) last.replacedIn = generationOf(this.world.device.flash);
    this.remember(key, value, pcs, ownNetwork);
    this.world.board?.stored(key, value);
  }

  private remember(
    key: StoredEntry["key"],
    value: Uint8Array,
    pcs: readonly number[] | null,
    ownNetwork: boolean,
  ): void {
    this.stored.push({ key, value, pcs, ownNetwork, forgotten: false, replacedIn: null });
  }

  /** Entries that flash still holds: a replaced one goes when its area is erased, at the second compaction. */
  get inFlash(): readonly StoredEntry[] {
    const generation = generationOf(this.world.device.flash);
    return this.stored.filter(({ replacedIn }) => replacedIn === null || generation < replacedIn + AREAS);
  }

  private forgetStored(pcs: readonly number[] | null): void {
    for (const entry of this.stored) {
      if (!entry.forgotten) entry.pcs = pcs ?? entry.pcs;
      entry.forgotten = true;
    }
  }

  private air(from: "device" | "access-point", kind: string, payload: Uint8Array): void {
    this.world.record({
      from,
      channel: "wifi",
      observers: ["air"],
      kind,
      to: null,
      payload,
      pcs: from === "device" ? this.addedBy : null,
      platform: from === "device" && this.isOfNetwork(kind) ? "platform/air" : undefined,
    });
  }

  /** True if a frame names a network that exists; in a handshake, the passphrase must be right too. */
  private isOfNetwork(kind: string): boolean {
    const { known, world } = this;
    if (known === null) return false;
    return kind.startsWith("eapol") ? world.isNetwork(known.ssid, known.psk) : world.isNetwork(known.ssid);
  }

  /** Replies and events name the network that the service knows: it is the home's own, or firmware made it up. */
  override get ownMechanism(): PlatformMechanism | undefined {
    const isOwn = this.known === null || this.world.isNetwork(this.known.ssid);
    return isOwn ? super.ownMechanism : undefined;
  }

  /** The stock service logs names of networks; here only when the world asks for it. */
  private log(line: () => string, pcs = this.addedBy): void {
    if (!this.world.stockWifiLog) return;
    this.world.record({
      from: "device",
      channel: "log",
      observers: ["cable"],
      kind: "line",
      to: null,
      payload: toBytes(`wifi: ${line()}`),
      pcs,
    });
  }
}
