/**
 * One run's world: a device, a home with WiFi and a phone, and a cloud in which every name answers. It puts its parts
 * together: each sees no more of it than the ports that stand beside the part.
 */

import { Bus, type BusPorts } from "../bus/bus.ts";
import { serverIdOf } from "../bus/frame.ts";
import { WIFI_CLASS } from "../bus/native-services.ts";
import { type Cpu, cpuOfBoard, INSTANT } from "../device/cpu.ts";
import { Device, type DevicePorts } from "../device/device.ts";
import { type DeviceConfig, factoryConfig } from "../device/device-config.ts";
import { formatFlash, readEntries, readRemains } from "../device/flash-pages.ts";
import type { Identity } from "../device/identity.ts";
import type { Image } from "../device/image.ts";
import type { Watch } from "../device/inside/observations.ts";
import { positionsOf } from "../device/positions.ts";
import type { VmModule } from "../device/vm.ts";
import type { Actor } from "../engine/actor.ts";
import { BadScenario } from "../engine/bad-scenario.ts";
import { BudgetSpent, MAX_TAPE_BYTES, TAPE_EVENTS, type WorkBudget } from "../engine/budget.ts";
import { Clock } from "../engine/clock.ts";
import { Forker } from "../engine/fork.ts";
import { Quiet } from "../engine/quiet.ts";
import { Random } from "../engine/random.ts";
import { Recorder, type Recording } from "../engine/recorder.ts";
import { Network, type NetworkPorts } from "../net/network.ts";
import type { Server } from "../net/server.ts";
import { Commissioner, type CommissionerPorts } from "../pairing/commissioner.ts";
import { NativePairing, type NativePairingPorts, PAIRING_WAYS_CLASS } from "../pairing/native-pairing.ts";
import type { Pairing } from "../pairing/pairing.ts";
import { Phone, type PhonePorts } from "../pairing/phone.ts";
import { type AccessPoint, type AccessPointOptions, accessPoint } from "../radio/access-point.ts";
import { WifiAdapter, type WifiPorts } from "../radio/wifi-adapter.ts";
import type { Credentials, WorldCrypto } from "../radio/wpa.ts";
import { sameBytes, toHex } from "../tape/bytes.ts";
import { Director, type DirectorPorts } from "./director.ts";
import type { ScenarioData } from "./scenario.ts";

export interface WorldOptions {
  readonly vm: VmModule;
  readonly image: Image;
  readonly crypto: WorldCrypto;
  /** All chance in the world is made from it. */
  readonly seed: number;
  /** Identity of the board and round-trip times are drawn from it; default: the seed. */
  readonly surroundingsSeed?: number;
  /** Random bytes that the device draws are made from it; default: the seed. */
  readonly chanceSeed?: number;
  /** Id of the board, 16 hex digits; default: drawn from the surroundings' seed. */
  readonly deviceId?: string;
  /** The access point whose credentials the phone knows. */
  readonly home: AccessPointOptions;
  /** Other access points in reach. */
  readonly neighbours?: readonly AccessPointOptions[];
  /** Nothing that firmware looks for on the bus is there, but for WiFi and ways of pairing. */
  readonly isBare?: boolean;
  /** Settings that are in flash when the board is first powered: key to stored value. */
  readonly settings: Readonly<Record<string, Uint8Array>>;
  /** The board that firmware finds itself on; default: the VM's own, which says "wasm". */
  readonly identity?: Identity;
  /**
   * Device configuration that the board's maker wrote; default: a key and a pairing code of its
   * own.
   */
  readonly config?: DeviceConfig;
  /**
   * CPU that sets how long computing takes: `board` for the identity's chip. Needs a metered VM.
   * Default: no time at all.
   */
  readonly cpu?: Cpu | "board";
  /** Servers by host; `*` answers for all others. */
  readonly servers?: Readonly<Record<string, Server>>;
  /** Scenario after power-on. Without a step "provision", the phone provisions by itself. */
  readonly scenario?: ScenarioData;
  /** Work that this and other runs may do together, on a metered VM. Default: each what one may. */
  readonly workBudget?: WorkBudget;
  /** The board's WiFi service logs names of networks, as the stock one does. */
  readonly stockWifiLog?: boolean;
  /** Kinds of things to watch inside the interpreter, for `device.observations`. Default: none. */
  readonly watch?: Watch;
  /** Default: a board fresh from the factory. Nothing is handed to a known one by itself. */
  readonly board?: KnownBoard;
}

/** A board that lived before this run, and lives on after it. Worlds with one are not forked. */
export interface KnownBoard {
  /** 16 hex digits. */
  readonly deviceId: string;
  /** Six bytes. */
  readonly macAddress: Uint8Array;
  /** Program and settings, as the VM keeps them. */
  readonly flash: Uint8Array;
  /** Network that the board's network service remembers. */
  readonly network: Credentials | null;
  /** The access point that is in reach under the name that the board looks for; null for none. */
  accessPointFor(wanted: Credentials): AccessPointOptions | null;
  /** The VM wrote to its flash. */
  saved(flash: Uint8Array): void;
  /** The network service stored a value. */
  stored(key: string, value: Uint8Array): void;
}

/** Reason why a run ended early; null when it did not. */
export type RunEnd = { readonly reason: string } | null;

export class World
  implements
    DevicePorts,
    BusPorts,
    WifiPorts,
    NetworkPorts,
    PhonePorts,
    NativePairingPorts,
    CommissionerPorts,
    DirectorPorts
{
  readonly clock = new Clock();
  readonly quiet = new Quiet(this.clock);
  readonly tape: Recorder;
  readonly seed: number;
  readonly surroundingsSeed: number;
  readonly chanceSeed: number;
  readonly vm: VmModule;
  readonly image: Image;
  readonly crypto: WorldCrypto;
  readonly identity: Identity | undefined;
  readonly config: DeviceConfig;
  readonly cpu: Cpu;
  readonly stockWifiLog: boolean;
  readonly home: Credentials;
  readonly accessPoints: AccessPoint[];
  readonly board: KnownBoard | null;
  /** The device's WiFi address, six bytes. */
  readonly macAddress: Uint8Array;
  /** Shared with other runs; null where each run stands for itself. */
  readonly workBudget: WorkBudget | null;
  readonly bus: Bus;
  readonly network: Network;
  readonly wifi: WifiAdapter;
  readonly phone: Phone;
  /** Native code on the board that takes credentials where firmware cannot. */
  readonly pairing: NativePairing;
  readonly device: Device;
  /** Set when the run ended before its time. */
  ended: RunEnd = null;
  /** Keys of settings that the firmware asked for. */
  readonly settingsRead = new Set<string>();
  /** The firmware received the home's credentials. */
  credentialsUsed = false;
  /** The board is on a network, or somebody handed credentials to it. */
  credentialsMet = false;
  /** Another device on the bus that hands credentials over; null while there is none. */
  private commissioner: Commissioner | null = null;
  private readonly isBare: boolean;
  private readonly director: Director;
  private readonly actors = new Map<string, Actor<unknown>>();
  private readonly preset: Readonly<Record<string, Uint8Array>>;
  /** Functions of a policy: they keep no state, and forks share them. */
  private readonly servers: Readonly<Record<string, Server>>;

  constructor(options: WorldOptions) {
    this.seed = options.seed;
    this.surroundingsSeed = options.surroundingsSeed ?? options.seed;
    this.chanceSeed = options.chanceSeed ?? options.seed;
    this.vm = options.vm;
    this.image = options.image;
    this.tape = new Recorder(positionsOf(options.image.debug));
    this.crypto = options.crypto;
    this.workBudget = options.workBudget ?? null;
    this.isBare = options.isBare === true;
    this.identity = options.identity;
    this.config = options.config ?? factoryConfig(this.surroundingsSeed);
    this.cpu =
      options.cpu === "board" ? cpuOfBoard(options.identity?.archId ?? "wasm") : (options.cpu ?? INSTANT);
    if (this.cpu.microsPerUnit > 0 && options.vm.metered !== true)
      throw new RangeError("a cpu needs a metered VM");
    this.stockWifiLog = options.stockWifiLog === true;
    this.preset = options.settings;
    this.servers = options.servers ?? {};
    this.accessPoints = [options.home, ...(options.neighbours ?? [])].map((ap, i) =>
      accessPoint(ap, options.seed, i),
    );
    this.home = { ssid: options.home.ssid, psk: options.home.psk };
    const identity = Random.stream(this.surroundingsSeed, "identity");
    this.board = options.board ?? null;
    const newId = toHex(identity.bytes(8));
    // 24:0a:c4 and 7c:df:a1 are Espressif's prefixes (IEEE OUI registry).
    const prefix = this.surroundingsSeed === this.seed ? [0x24, 0x0a, 0xc4] : [0x7c, 0xdf, 0xa1];
    const newMac = Uint8Array.of(...prefix, ...identity.bytes(3));
    const deviceId = this.board?.deviceId ?? options.deviceId ?? newId;
    this.macAddress = this.board?.macAddress ?? newMac;
    this.bus = new Bus(this);
    this.network = this.addActor(new Network(this, this.servers));
    const settings = Object.entries(options.settings).map(([key, value]) => [`:${key}`, value] as const);
    const flash = this.board?.flash ?? formatFlash(Object.fromEntries(settings));
    this.device = this.addActor(new Device(this, { deviceId, serverId: serverIdOf(deviceId) }, flash));
    this.device.watch(options.watch ?? {});
    this.wifi = new WifiAdapter(this);
    this.bus.add(this.wifi, 1_000);
    this.pairing = new NativePairing(this);
    const scenario = options.scenario ?? { name: "", steps: [] };
    const isByItself = this.board === null && !scenario.steps.some((step) => step.do === "provision");
    this.phone = new Phone(this, isByItself);
    if (this.board === null) this.bus.add(this.phone, 5_000);
    this.director = this.addActor(new Director(this, "director"));
    this.director.play(scenario);
  }

  addActor<T extends Actor<unknown>>(actor: T): T {
    this.actors.set(actor.id, actor);
    return actor;
  }

  /** Powers the device on at time zero. Throws CorruptImage. */
  powerOn(): void {
    this.attempt(() => this.device.powerOn());
  }

  /** Lets virtual time pass until `atMicros`, or until the run ends. */
  runUntil(atMicros: number): void {
    this.attempt(() => {
      for (let due = this.clock.next(atMicros); due !== null; due = this.clock.next(atMicros)) {
        this.actors.get(due.actor)?.receive(due.message);
      }
      this.clock.advanceTo(atMicros);
    });
  }

  /** An independent copy that continues identically. What is on the tape so far is shared. */
  fork(): World {
    const shared = [this.vm, this.image, this.crypto, this.preset, this.servers];
    return new Forker()
      .share(...shared, ...(this.workBudget === null ? [] : [this.workBudget]))
      .copyFields(this);
  }

  /** The run is over and only its tape is still wanted. */
  release(): void {
    if (this.ended === null) this.device.release();
  }

  /** A step of a scenario happens now. */
  play(scenario: ScenarioData): void {
    this.director.play(scenario);
  }

  /** The board changes hands: whoever holds it reads its flash. */
  handOver(): void {
    const last = new Map(this.wifi.stored.map((entry) => [entry.key, entry]));
    for (const entry of this.wifi.inFlash) {
      // Residue of an earlier network that firmware replaced is the service's doing, as is what it holds now.
      const allowed = !entry.forgotten && entry.ownNetwork;
      this.recordEntry(entry.key, entry.value, entry.pcs, allowed, last.get(entry.key) !== entry);
    }
    for (const { key, value, stale } of readEntries(this.device.flash)) {
      if (!key.startsWith(":")) continue;
      const name = key.slice(1);
      const untouched = this.isGiven(name, value);
      this.recordEntry(name, value, this.bus.writerOf(name, value), untouched && !stale, stale);
    }
    const remains = readRemains(this.device.flash);
    if (remains.length > 0) this.recordEntry("erased pages", remains, null, false, true);
  }

  /** True if a setting has a value that others than the firmware gave it: before the run, or at the cable. */
  isGiven(key: string, value: Uint8Array): boolean {
    const preset = this.preset[key];
    return (preset !== undefined && sameBytes(preset, value)) || this.bus.isFromCable(key, value);
  }

  /** True if a network has this name, and the passphrase if one is given: using it is the platform's task. */
  isNetwork(ssid: string, psk?: string): boolean {
    return this.accessPoints.some((ap) => ap.ssid === ssid && (psk === undefined || ap.psk === psk));
  }

  record(event: Recording): void {
    if (event.channel !== "frame") this.quiet.disturb();
    this.tape.record({
      atMicros: this.clock.nowMicros,
      stream: null,
      ...event,
      sizeBytes: event.sizeBytes ?? event.payload?.length ?? 0,
      ...(event.from === "device" && this.vm.metered === true ? { work: this.device.work } : {}),
    });
    // Events found on a board that has been stopped are still recorded.
    if (this.ended !== null) return;
    if (this.tape.length > this.maxEvents() || this.tape.payloadBytes > MAX_TAPE_BYTES) {
      throw new BudgetSpent("sends");
    }
  }

  private maxEvents(): number {
    const { atOnce, eachSecond, inAll } = TAPE_EVENTS;
    return Math.min(inAll, atOnce + (eachSecond * this.clock.nowMicros) / 1e6);
  }

  /** Access points of that name that are on the air. */
  inReach(wanted: Credentials): AccessPoint[] {
    const named = () => this.accessPoints.filter((ap) => ap.up && ap.ssid === wanted.ssid);
    const further = named().length === 0 ? this.board?.accessPointFor(wanted) : null;
    if (further) this.accessPoints.push(accessPoint(further, this.seed, this.accessPoints.length));
    return named();
  }

  /** The owner has a network's credentials handed over; null stands for the best way that is offered. */
  provision(network: Credentials, by: Pairing | null): void {
    if (by !== "bus") {
      this.phone.provision(network, by);
      return;
    }
    if (this.commissioner === null) {
      this.commissioner = new Commissioner(this);
      this.bus.add(this.commissioner, 2_000);
    }
    this.commissioner.provision(network);
  }

  /** The device offers to be provisioned: credentials will come. */
  get willProvision(): boolean {
    return this.phone.seesOffer || this.pairing.isOpen;
  }

  /** The firmware asks for a setting. */
  settingRead(key: string): void {
    this.settingsRead.add(key);
  }

  /** Somebody handed the home's credentials to the firmware, or to native code of the board. */
  provisioned(to: "firmware" | "board"): void {
    this.credentialsMet = true;
    if (to === "firmware") this.credentialsUsed = true;
  }

  /** The device is on a network: by the firmware's doing, or by itself. */
  joined(byFirmware: boolean): void {
    this.provisioned(byFirmware ? "firmware" : "board");
  }

  /** The firmware looks for services: those that nothing offers appear. */
  rolesChanged(): void {
    const wanted = this.device.wantedServices();
    if (wanted.includes(WIFI_CLASS)) this.wifi.wanted();
    if (wanted.includes(PAIRING_WAYS_CLASS)) this.bus.add(this.pairing, 2_000);
    if (!this.isBare) this.bus.offerMissing(wanted);
  }

  /** The board starts again: its native services do so as well. */
  boardStarted(): void {
    this.bus.powerCycle();
    this.wifi.powerCycle();
    this.pairing.powerCycle();
  }

  /** Access points go on or off the air: that with `ssid`, or the home's. */
  switchWifi(ssid: string | null, up: boolean): void {
    for (const ap of this.accessPoints) if (ap.ssid === (ssid ?? this.home.ssid)) ap.up = up;
    this.wifi.airChanged();
  }

  /** Strength with which the access points of that name, or the home's, reach the device. Throws BadScenario. */
  setSignal(ssid: string | null, dbm: number): void {
    for (const ap of ssid === null ? [this.accessPoints[0]] : this.named(this.accessPoints, ssid))
      ap.signalDbm = dbm;
  }

  /** Another access point is in reach from now on; null stands for the usual strength, or that which it had. */
  addNeighbour(ssid: string, dbm: number | null): void {
    const { accessPoints, seed } = this;
    if (this.neighbours.every((ap) => ap.ssid !== ssid))
      accessPoints.push(accessPoint({ ssid, psk: "" }, seed, accessPoints.length));
    for (const ap of this.named(this.neighbours, ssid)) {
      ap.up = true;
      ap.signalDbm = dbm ?? ap.signalDbm;
    }
  }

  /** A neighbour's access point is out of reach. Throws BadScenario. */
  removeNeighbour(ssid: string): void {
    for (const ap of this.named(this.neighbours, ssid)) ap.up = false;
    this.wifi.airChanged();
  }

  private get neighbours(): readonly AccessPoint[] {
    return this.accessPoints.slice(1);
  }

  private named(accessPoints: readonly AccessPoint[], ssid: string): readonly AccessPoint[] {
    const named = accessPoints.filter((ap) => ap.ssid === ssid);
    if (named.length > 0) return named;
    const there = accessPoints.map((ap) => ap.ssid).join(", ") || "none";
    throw new BadScenario(`no access point is called "${ssid}" at that time. There are: ${there}`);
  }

  /** The network that a scenario means: the home's, or a neighbour's by name. */
  networkNamed(ssid: string | null): Credentials {
    const named = this.accessPoints.find((ap) => ap.ssid === ssid);
    return named === undefined ? this.home : { ssid: named.ssid, psk: named.psk };
  }

  /** Back to factory state, as far as the runtime goes: settings are deleted, old values stay until compaction. */
  eraseSettings(): void {
    const keys = new Set(
      readEntries(this.device.flash)
        .filter((e) => !e.stale && e.key.startsWith(":"))
        .map((e) => e.key.slice(1)),
    );
    this.bus.deleteSettings([...keys]);
    this.wifi.factoryReset();
    this.handOver();
    this.device.restart();
  }

  private recordEntry(
    key: string,
    value: Uint8Array,
    pcs: readonly number[] | null,
    allowed: boolean,
    stale: boolean,
  ): void {
    if (value.length === 0) return;
    this.record({
      from: "device",
      channel: "flash",
      observers: ["flash"],
      kind: stale ? "residue" : "entry",
      to: key,
      payload: value,
      pcs,
      platform: allowed ? "platform/store" : undefined,
    });
  }

  private attempt(run: () => void): void {
    if (this.ended !== null) return;
    try {
      run();
    } catch (error) {
      if (!(error instanceof BudgetSpent)) throw error;
      this.ended = { reason: error.message };
    }
  }
}
