/**
 * Application that runs on the emulated chip after reset: the real VM with the program, settings
 * and device configuration that are in the chip's flash, and on its serial port what DeviceScript's
 * runtime has there: its log, and Jacdac frames once the host has asked for them. The native
 * runtime's machine code is looked at as a boot loader does, not run.
 */

import {
  BRIDGE_COMMAND,
  bridgeCommandOf,
  bridgeFrame,
  encodeFrameOnLine,
  encodeTextOnLine,
  LineDecoder,
} from "../bus/usb-bridge.ts";
import { entriesIn } from "../device/device-config.ts";
import { LARGE, readEntries } from "../device/flash-pages.ts";
import type { ServiceSpec } from "../device/image.ts";
import { SettingsStore } from "../device/settings-store.ts";
import { FLASH_SIZE, type VmModule } from "../device/vm.ts";
import { type KnownBoard, World } from "../home/world.ts";
import type { AccessPointOptions } from "../radio/access-point.ts";
import type { Credentials, WorldCrypto } from "../radio/wpa.ts";
import { concat, toBytes, toHex, toText } from "../tape/bytes.ts";
import type { TapeEvent } from "../tape/tape.ts";
import type { Application } from "./chip.ts";
import {
  KIND,
  partitionOf,
  readTable,
  TABLE_BYTES,
  TABLE_OFFSET,
  type TableEntry,
} from "./partition-table.ts";

export interface EmulatedBoardOptions {
  readonly vm: VmModule;
  readonly crypto: WorldCrypto;
  /** Of what firmware may look for on the bus; asked for when the board starts. */
  readonly services: () => readonly ServiceSpec[];
  /** Chance at each start; the same twice makes the same nonces twice. */
  readonly seed: () => number;
  /** Address of the chip's boot loader in flash, bytes. */
  readonly bootLoaderAt: number;
  /** The access point in reach under a name that the board looks for. Default: the network that it was told. */
  readonly accessPointFor?: KnownBoard["accessPointFor"];
}

/** 24:0a:c4 is one of Espressif's prefixes (IEEE OUI registry). */
const MAC = Uint8Array.of(0x24, 0x0a, 0xc4, 0x12, 0x34, 0x56);
/** `hw_device_id` in devicescript-esp32's platform.c: the address between 0xfe and 0xff. */
const DEVICE_ID = toHex(concat(Uint8Array.of(0xfe), MAC, Uint8Array.of(0xff)));
const IMAGE_MAGIC = 0xe9;
/** devicescript-esp32, platform.c. */
const CONFIG_AT = 0x9000;
/** Network name that the device library's `forget` stores in the place of a network. */
const NO_NETWORK = "-";

export class EmulatedBoard implements Application {
  private running: Running | null = null;
  private starting: (() => Running | null) | null = null;

  constructor(private readonly options: EmulatedBoardOptions) {}

  start(flash: Uint8Array, send: (bytes: Uint8Array) => void): void {
    // Whoever resets the chip into its boot loader at once does not wait for firmware to start.
    this.starting = () => {
      const problem = bootProblem(flash, this.options.bootLoaderAt);
      if (problem === null) return new Running(flash, send, this.options);
      send(toBytes(`${problem}\r\n`));
      return null;
    };
  }

  receive(bytes: Uint8Array): void {
    this.wake();
    this.running?.receive(bytes);
  }

  advance(micros: number): void {
    this.wake();
    this.running?.advance(micros);
  }

  stop(): void {
    this.running = null;
    this.starting = null;
  }

  private wake(): void {
    this.running = this.starting?.() ?? this.running;
    this.starting = null;
  }
}

/** Boot error in the words of ROM and boot loader; null when the board starts. */
function bootProblem(flash: Uint8Array, bootLoaderAt: number): string | null {
  const view = new DataView(flash.buffer, flash.byteOffset, flash.byteLength);
  if (flash[bootLoaderAt] !== IMAGE_MAGIC)
    return `invalid header: 0x${view.getUint32(bootLoaderAt, true).toString(16)}`;
  const factory = partitionIn(flash, KIND.factory);
  if (factory === null || flash[factory.offset] !== IMAGE_MAGIC)
    return "E (83) boot: No bootable app partitions in the partition table";
  return partitionIn(flash, KIND.store) === null ? "assertion failed: flash_init (part != NULL)" : null;
}

function partitionIn(flash: Uint8Array, kind: (typeof KIND)[keyof typeof KIND]): TableEntry | null {
  const table = readTable(flash.subarray(TABLE_OFFSET, TABLE_OFFSET + TABLE_BYTES));
  return partitionOf(table, kind, flash.length);
}

/** One life of the board, from reset to reset. */
class Running implements KnownBoard {
  readonly deviceId = DEVICE_ID;
  readonly macAddress = MAC;
  readonly flash: Uint8Array;
  readonly network: Credentials | null;
  private readonly world: World;
  private readonly store: SettingsStore;
  private readonly decoder = new LineDecoder();
  private forwardsFrames = false;
  private hasEnded = false;

  constructor(
    flash: Uint8Array,
    private readonly send: (bytes: Uint8Array) => void,
    private readonly options: EmulatedBoardOptions,
  ) {
    const { offset, sizeBytes } = partitionIn(flash, KIND.store)!;
    const partition = flash.subarray(offset, offset + sizeBytes);
    this.store = new SettingsStore(partition);
    this.network = networkIn(this.store);
    this.flash = flashOfVm(partition);
    const config = entriesIn(flash.subarray(CONFIG_AT));
    this.print(
      `tightlip: an emulated board; the program runs on DeviceScript's VM, not on this chip's runtime`,
    );
    this.world = new World({
      vm: options.vm,
      crypto: options.crypto,
      image: imageWith(options.services()),
      seed: options.seed(),
      home: { ssid: "somebody else's", psk: "never told to this board" },
      settings: {},
      stockWifiLog: true,
      board: this,
      config: Object.fromEntries(Object.entries(config).filter(isText)),
      ...(typeof config.id === "string" && {
        identity: {
          archId: String(config.archId ?? ""),
          boardId: config.id,
          name: String(config.devName ?? config.id),
          productId: Number(config.productId ?? 0),
        },
      }),
    });
    this.world.device.restart(0);
  }

  accessPointFor(wanted: Credentials): AccessPointOptions | null {
    if (this.options.accessPointFor !== undefined) return this.options.accessPointFor(wanted);
    return wanted.ssid === NO_NETWORK ? null : wanted;
  }

  saved(flash: Uint8Array): void {
    for (const { key, value, stale } of readEntries(flash)) if (!stale) this.keep(key, value);
  }

  stored(key: string, value: Uint8Array): void {
    this.keep(key, value);
  }

  advance(micros: number): void {
    this.world.runUntil(this.world.clock.nowMicros + micros);
    for (const event of this.world.tape.drain()) this.show(event);
    const { ended } = this.world;
    if (ended === null || this.hasEnded) return;
    this.hasEnded = true;
    this.print(`tightlip: the emulated board stopped: ${ended.reason}`);
  }

  /** Bytes from the host. What is no frame is dropped, as the runtime does it. */
  receive(bytes: Uint8Array): void {
    for (const { kind, bytes: frame } of this.decoder.push(bytes)) {
      if (kind !== "frame") continue;
      const command = bridgeCommandOf(frame);
      if (command === null) this.world.bus.fromCable(frame);
      else this.obey(command);
    }
  }

  private obey(command: number): void {
    const { enablePackets, disablePackets } = BRIDGE_COMMAND;
    if (command === enablePackets || command === disablePackets) {
      this.forwardsFrames = command === enablePackets;
      this.print(`usb: packets ${this.forwardsFrames ? 1 : 0}`);
    }
    const isKnown = Object.values(BRIDGE_COMMAND).includes(command);
    this.send(encodeFrameOnLine(bridgeFrame(isKnown ? command : 0xff)));
  }

  private show({ channel, observers, payload }: TapeEvent): void {
    if (payload === null || !observers.includes("cable")) return;
    if (channel === "log") this.print(toText(payload));
    else if (channel === "frame" && this.forwardsFrames) this.send(encodeFrameOnLine(payload));
  }

  private print(line: string): void {
    this.send(encodeTextOnLine(toBytes(`${line}\n`)));
  }

  private keep(key: string, value: Uint8Array): void {
    if (!this.store.set(key, value)) this.print(`fstor: out of space; sz=${value.length}`);
  }
}

/** Keys that the identity of the board stands for are set there. */
function isText(entry: [string, string | number]): entry is [string, string] {
  return typeof entry[1] === "string" && !["id", "archId", "devName"].includes(entry[0]);
}

function networkIn(store: SettingsStore): Credentials | null {
  const [ssid, psk] = ["wifi_ssid", "wifi_psk"].map((key) => toText(store.get(key) ?? new Uint8Array()));
  return ssid === "" ? null : { ssid, psk };
}

/** The VM's flash is of one size; what does not fit in is left out, and missed by firmware. */
function flashOfVm(partition: Uint8Array): Uint8Array {
  const flash = new Uint8Array(FLASH_SIZE).fill(0xff);
  const store = new SettingsStore(flash);
  for (const { key, value, stale } of readEntries(partition))
    if (!stale && (key.startsWith(LARGE) || key.startsWith(":"))) store.set(key, value);
  return flash;
}

/** The program itself comes from flash. */
function imageWith(services: readonly ServiceSpec[]) {
  return {
    name: "",
    bytecode: new Uint8Array(),
    sha256: "",
    debug: { functions: [], specs: [], srcmap: [], sources: [] },
    services,
    settings: {},
    bakedDefaults: [],
    bakedLiterals: [],
  };
}
