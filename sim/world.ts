/** One run's world: a device, a home with WiFi and a phone, and a cloud in which every name answers. */
import type { Actor } from "./actor.ts";
import { BudgetSpent, MAX_TAPE_BYTES, MAX_TAPE_EVENTS } from "./budget.ts";
import { Bus } from "./bus/bus.ts";
import { Phone } from "./bus/phone.ts";
import { type Network as HomeNetwork, WifiAdapter } from "./bus/wifi.ts";
import { Clock } from "./clock.ts";
import { Device } from "./device.ts";
import { formatFlash, readEntries, readRemains } from "./flash.ts";
import type { Image } from "./image.ts";
import { Network } from "./net/network.ts";
import { Random } from "./random.ts";
import { Tape, type TapeEvent } from "./tape.ts";
import type { VmModule } from "./vm.ts";

/** Synchronous cryptography that the world's access point needs; node:crypto or a pure library outside of Node. */
export interface WorldCrypto {
  /** What an eavesdropper on the handshake gets to check guesses of name and passphrase against. */
  pairwiseMasterKeyProof(ssid: string, psk: string): Uint8Array;
}

export interface WorldOptions {
  readonly vm: VmModule;
  readonly image: Image;
  readonly crypto: WorldCrypto;
  readonly seed: number;
  /** The access point's name and passphrase, which the phone knows too. */
  readonly home: HomeNetwork;
  /** Settings that are in flash when the board is first powered: key to stored value. */
  readonly settings: Readonly<Record<string, Uint8Array>>;
}

/** Why a run ended early; null when it did not. */
export type RunEnd = { readonly reason: string } | null;

/** An event as its recorder describes it; the world adds the rest. */
type Recording = Omit<TapeEvent, "atMicros" | "sizeBytes" | "stream"> &
  Partial<Pick<TapeEvent, "sizeBytes" | "stream">>;

export class World {
  readonly clock = new Clock();
  readonly tape = new Tape();
  readonly seed: number;
  readonly vm: VmModule;
  readonly image: Image;
  readonly crypto: WorldCrypto;
  readonly home: HomeNetwork;
  readonly macAddress: Uint8Array;
  readonly bus: Bus;
  readonly network: Network;
  readonly wifi: WifiAdapter;
  readonly device: Device;
  /** Set when the run ended before its time. */
  ended: RunEnd = null;
  /** Keys of settings that the firmware asked for. */
  readonly settingsRead = new Set<string>();
  /** The firmware received the home's credentials, or the device joined with them. */
  credentialsUsed = false;
  private readonly actors = new Map<string, Actor>();
  private readonly preset: Readonly<Record<string, Uint8Array>>;
  private readonly wifiStore: {
    key: string;
    value: Uint8Array;
    pcs: readonly number[] | null;
    forgotten: boolean;
  }[] = [];

  constructor(options: WorldOptions) {
    this.seed = options.seed;
    this.vm = options.vm;
    this.image = options.image;
    this.crypto = options.crypto;
    this.home = options.home;
    this.preset = options.settings;
    const identity = Random.stream(options.seed, "identity");
    const deviceId = Array.from(identity.bytes(8), (b) => b.toString(16).padStart(2, "0")).join("");
    // 24:0a:c4 is one of Espressif's prefixes (IEEE OUI registry).
    this.macAddress = Uint8Array.of(0x24, 0x0a, 0xc4, ...identity.bytes(3));
    this.bus = new Bus(this);
    this.network = new Network(this);
    this.addActor(this.network);
    const settings = Object.entries(options.settings).map(([key, value]) => [`:${key}`, value] as const);
    this.device = new Device(this, deviceId, formatFlash(Object.fromEntries(settings)));
    this.addActor(this.device);
    this.wifi = new WifiAdapter(this);
    this.bus.add(this.wifi, 1_000);
    this.bus.add(new Phone(this), 5_000);
  }

  addActor(actor: Actor): void {
    this.actors.set(actor.id, actor);
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
      this.clock.nowMicros = Math.max(this.clock.nowMicros, atMicros);
    });
  }

  /** The board changes hands: whoever holds it reads its flash. */
  handOver(): void {
    for (const entry of this.wifiStore) this.recordEntry(entry.key, entry.value, entry.pcs, !entry.forgotten);
    for (const { key, value, stale } of readEntries(this.device.flash)) {
      if (!key.startsWith(":")) continue;
      const name = key.slice(1);
      const preset = this.preset[name];
      const untouched = preset !== undefined && sameBytes(preset, value);
      this.recordEntry(name, value, this.bus.settingWriters.get(name) ?? null, untouched && !stale);
    }
    const remains = readRemains(this.device.flash);
    if (remains.length > 0) this.recordEntry("erased pages", remains, null, false);
  }

  record(event: Recording): void {
    this.tape.record({
      atMicros: this.clock.nowMicros,
      stream: null,
      ...event,
      sizeBytes: event.sizeBytes ?? event.payload?.length ?? 0,
    });
    if (this.tape.events.length > MAX_TAPE_EVENTS || this.tape.payloadBytes > MAX_TAPE_BYTES) {
      throw new BudgetSpent("the device sends without end");
    }
  }

  /** The firmware asks for a setting. */
  settingRead(key: string): void {
    this.settingsRead.add(key);
  }

  /** The phone handed the home's credentials over. */
  provisioned(): void {
    this.credentialsUsed = true;
  }

  /** The device is on the home's network. */
  joined(): void {
    this.credentialsUsed = true;
  }

  /** The board's WiFi service writes its settings: appended, as in the board's own store. */
  storeWifi(key: string, value: Uint8Array, pcs: readonly number[] | null): void {
    const last = this.wifiStore.findLast((entry) => entry.key === key);
    if (last !== undefined && sameBytes(last.value, value)) return;
    this.wifiStore.push({ key, value, pcs, forgotten: false });
  }

  /** Firmware told the WiFi service to forget: what it stored stays behind. */
  wifiForgotten(pcs: readonly number[] | null): void {
    for (const entry of this.wifiStore) {
      entry.forgotten = true;
      entry.pcs = pcs;
    }
  }

  /** The firmware looks for services: those that nothing offers appear. */
  rolesChanged(): void {
    for (const serviceClass of this.device.wantedServices()) this.bus.offer(serviceClass);
  }

  private recordEntry(key: string, value: Uint8Array, pcs: readonly number[] | null, stored: boolean): void {
    this.record({
      from: "device",
      channel: "flash",
      observers: ["flash"],
      kind: "entry",
      to: key,
      payload: value,
      pcs,
      platform: stored ? "platform/store" : undefined,
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

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
