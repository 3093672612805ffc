/**
 * Hosts the DeviceScript virtual machine: the bare WebAssembly module, its imports and exports, nothing else.
 *
 * The module is the one inside `@devicescript/cli`; what each import means was read from the DeviceScript
 * runtime (`runtime/posix/jd_impl_em.c`, `sock_nodejs.c`, `flash.c`). It has no import that could reach a
 * real socket, file, clock or environment variable, so neither can firmware.
 */

import { BudgetSpent, MAX_TURN_WORK } from "../engine/budget.ts";
import { toBytes, toText } from "../tape/bytes.ts";
import { type DeviceConfig, extendConfig } from "./device-config.ts";
import { type Identity, writeIdentity } from "./identity.ts";
import { isKnownVm } from "./inside/layout.ts";
import type { Recorder, Watch } from "./inside/observations.ts";
import { Probe } from "./inside/probe.ts";
import { FULL_FUEL } from "./metering.ts";

/** The compiled VM, shared by all devices, and the hash that says which layout its memory has. */
export interface VmModule {
  readonly module: WebAssembly.Module;
  /** SHA-256 of the module's bytes, hex; of the original's for one that was rewritten to be metered. */
  readonly sha256: string;
  /** True when the module counts its work (metering.ts). */
  readonly metered?: boolean;
}

/** Host interface of the VM: its calls to the world around it. Byte arrays passed in are copies, but for `flashSave`. */
export interface VmHost {
  /** Milliseconds on the device's clock; fractions allowed. */
  timeNow(): number;
  /** Fills `target` with random bytes. */
  random(target: Uint8Array): void;
  /** One line that firmware or runtime prints. */
  log(line: string): void;
  /** Flash contents at power-on, at most {@link FLASH_SIZE} bytes. */
  flashLoad(): Uint8Array;
  /** `contents`: the VM's own memory, which holds them during the call only. */
  flashSave(contents: Uint8Array): void;
  /** A Jacdac frame leaves the device. */
  frame(frame: Uint8Array): void;
  /** The program ended with a panic; see {@link panicName}. */
  panic(code: number): void;
  /** A new connection; the port's sign has been taken off into `tls`. */
  socketOpen(host: string, port: number, tls: boolean): void;
  socketWrite(bytes: Uint8Array): void;
  socketClose(): void;
}

/** Socket event that the network tells the VM, about its one socket. */
export type SocketEvent = "open" | "close" | "error" | "message";

/** Size of the simulated settings-and-program flash, bytes. The VM aborts at start with any other size. */
export const FLASH_SIZE = 131072;

/** The device restarted itself (`ds.reboot()`, control command reset). The VM instance is spent. */
export class DeviceReset extends Error {}

/** The VM hit one of its own assertions: the world broke its contract or the bytecode is corrupt. */
export class VmAbort extends Error {}

const SOCKET_EVENT_CODE: Record<SocketEvent, number> = { open: 1, close: 2, error: 3, message: 4 };

interface VmExports {
  memory: WebAssembly.Memory;
  __indirect_function_table: WebAssembly.Table;
  malloc(size: number): number;
  free(ptr: number): void;
  __wasm_call_ctors(): void;
  emscripten_stack_init(): void;
  stackSave(): number;
  stackRestore(top: number): void;
  jd_em_init(): void;
  jd_em_process(): number;
  jd_em_set_device_id_string(ptr: number): void;
  jd_em_devs_verify(ptr: number, size: number): number;
  jd_em_devs_deploy(ptr: number, size: number): number;
  jd_em_frame_received(ptr: number): number;
  jd_em_tcpsock_on_event(event: number, ptr: number, size: number): void;
  jd_em_devs_enable_gc_stress(on: number): void;
  /** Of a metered module: see metering.ts. */
  fuel?: WebAssembly.Global<"i32">;
}

/** Memory is taken to be untouched where this much of it is zero. */
const GROWTH_BYTES = 64 * 1024;

function hasData(words: Int32Array, from: number, to: number): boolean {
  for (let i = from >> 2; i < to >> 2; i++) if (words[i] !== 0) return true;
  return false;
}

/** The module's static data ends below this address; the stack and the heap come after it. */
const STATIC_DATA_BYTES = 36 * 1024;
/** Spent instances that are kept. Each holds some 300 KiB. */
const MAX_IDLE = 8;
const pools = new WeakMap<WebAssembly.Module, { readonly idle: Vm[]; readonly pristine: Uint8Array }>();

const NOBODY = {} as VmHost;

/** One running instance of the VM. Spent after it threw: all that can be done with it then is to release it. */
export class Vm {
  private readonly exports: VmExports;
  /** The whole linear memory; for readers that know the layout (callstack.ts). */
  readonly memory: Uint8Array;
  /** End of the memory that is known to have been used, bytes. */
  private touched = 0;
  /** Work done before the fuel was last set, and what it was set to. */
  private workBefore = 0;
  private fuelSet = FULL_FUEL;
  private isRunning = false;
  /** It stopped at an assertion: its heap may be anything. */
  private isBroken = false;
  /** Hooks that watch the interpreter; made when first asked for. */
  private probe: Probe | null = null;
  /** Start of the stack; an exception leaves the stack pointer elsewhere. */
  private readonly stackTop: number;

  private constructor(
    private readonly vm: VmModule,
    private host: VmHost,
  ) {
    const instance = new WebAssembly.Instance(vm.module, this.imports());
    this.exports = instance.exports as unknown as VmExports;
    this.memory = new Uint8Array(this.exports.memory.buffer);
    this.stackTop = this.exports.stackSave();
    // Asking for it is nobody's work.
    this.refuel(FULL_FUEL, 0);
  }

  /** A spent instance wiped clean, or a new one: wiping takes a tenth of the time of making. */
  private static take(vm: VmModule, host: VmHost): Vm {
    const pool = pools.get(vm.module);
    if (pool === undefined) {
      const first = new Vm(vm, host);
      pools.set(vm.module, { idle: [], pristine: first.memory.slice(0, STATIC_DATA_BYTES) });
      return first;
    }
    const taken = pool.idle.pop();
    if (taken === undefined) return new Vm(vm, host);
    taken.refuel(FULL_FUEL);
    taken.exports.stackRestore(taken.stackTop);
    taken.memory.fill(0, STATIC_DATA_BYTES, taken.touchedBytes());
    taken.memory.set(pool.pristine);
    taken.host = host;
    taken.touched = 0;
    taken.refuel(FULL_FUEL, 0);
    return taken;
  }

  /** Nobody uses this instance any more; its memory may serve another device. */
  release(): void {
    this.host = NOBODY;
    this.unwatch();
    const idle = pools.get(this.vm.module)?.idle;
    // One that is switched off in the middle of its work is still on the call stack.
    const reusable = !this.isRunning && !this.isBroken;
    if (idle !== undefined && idle.length < MAX_IDLE && reusable) idle.push(this);
  }

  /**
   * Starts the runtime. `deviceId` is 16 hex digits, or any text that the VM hashes into one; `identity` is the
   * board that firmware finds itself on (the VM's own says "wasm"), `config` what else its maker wrote into it.
   */
  static start(
    vm: VmModule,
    host: VmHost,
    deviceId: string,
    identity?: Identity,
    config: DeviceConfig = {},
  ): Vm {
    const started = Vm.take(vm, host);
    const { exports } = started;
    exports.__wasm_call_ctors();
    exports.emscripten_stack_init();
    if (identity !== undefined) writeIdentity(started.memory, identity);
    exports.jd_em_init();
    extendConfig(started.memory, config, (size) => exports.malloc(size));
    started.withBytes(toBytes(`${deviceId}\0`), (ptr) => exports.jd_em_set_device_id_string(ptr));
    return started;
  }

  /** An instance that continues from where this one is, with a host of its own. Not while the VM runs. */
  fork(host: VmHost): Vm {
    const copy = Vm.take(this.vm, host);
    const work = this.work();
    this.refuel(FULL_FUEL);
    copy.exports.emscripten_stack_init();
    // Memory grows upwards from address 0 without gaps (checked: 77 pages of 4 KiB after a minute of the kettle).
    copy.memory.set(this.memory.subarray(0, this.touchedBytes()));
    // Copying is nobody's work.
    for (const vm of [this, copy]) vm.refuel(FULL_FUEL, work);
    return copy;
  }

  /**
   * Watches the interpreter until {@link unwatch} or release, and lets `chance` decide what random numbers it draws
   * (probe.ts). False for a build that cannot be looked into.
   */
  watch(watch: Watch, recorder: Recorder, nowMicros: () => number, chance: number | null): boolean {
    if (!isKnownVm(this.vm)) return false;
    this.probe ??= new Probe(this.memory, this.exports.__indirect_function_table);
    this.probe.start(watch, recorder, nowMicros, chance);
    return true;
  }

  unwatch(): void {
    this.probe?.stop();
  }

  /** Units of work done since the start, of a metered module; 0 of any other. */
  work(): number {
    const { fuel } = this.exports;
    return fuel === undefined ? 0 : this.workBefore + this.fuelSet - fuel.value;
  }

  /** Lets a metered module do this much more before it is stopped. */
  private refuel(units: number, workSoFar = this.work()): void {
    const { fuel } = this.exports;
    if (fuel === undefined) return;
    this.workBefore = workSoFar;
    this.fuelSet = units;
    fuel.value = units;
  }

  private touchedBytes(): number {
    const probe = this.exports.malloc(1);
    this.exports.free(probe);
    const words = new Int32Array(this.memory.buffer);
    let end = Math.max(this.touched, probe + GROWTH_BYTES);
    while (end < this.memory.length && hasData(words, end - GROWTH_BYTES, end)) end += GROWTH_BYTES;
    this.touched = end;
    return end;
  }

  /** 0 when the VM accepts the bytecode, else the verifier's error number. */
  verify(bytecode: Uint8Array): number {
    return this.withBytes(bytecode, (ptr) => this.exports.jd_em_devs_verify(ptr, bytecode.length));
  }

  /** Writes a program to flash and starts it at the next {@link process}. Returns 0 or an error number. */
  deploy(bytecode: Uint8Array): number {
    return this.limited(() =>
      this.withBytes(bytecode, (ptr) => this.exports.jd_em_devs_deploy(ptr, bytecode.length)),
    );
  }

  /** Lets the device work. Returns the microseconds after which it wants to be called again. */
  process(): number {
    return this.limited(() => this.exports.jd_em_process());
  }

  stressGarbageCollector(): void {
    this.exports.jd_em_devs_enable_gc_stress(1);
  }

  /** Allocates memory that nobody uses; less when there is not as much. */
  holdMemory(sizeBytes: number): void {
    this.exports.malloc(sizeBytes);
  }

  receiveFrame(frame: Uint8Array): void {
    this.limited(() => this.withBytes(frame, (ptr) => this.exports.jd_em_frame_received(ptr)));
  }

  socketEvent(event: SocketEvent, bytes: Uint8Array = new Uint8Array()): void {
    this.limited(() =>
      this.withBytes(bytes, (ptr) =>
        this.exports.jd_em_tcpsock_on_event(SOCKET_EVENT_CODE[event], ptr, bytes.length),
      ),
    );
  }

  /** Throws BudgetSpent when a metered module does not come to an end within {@link MAX_TURN_WORK}. */
  private limited<T>(run: () => T): T {
    this.refuel(MAX_TURN_WORK);
    this.isRunning = true;
    try {
      return run();
    } catch (error) {
      const trapped = error instanceof WebAssembly.RuntimeError;
      const spent = trapped && (this.exports.fuel?.value ?? 0) < 0;
      this.isBroken = trapped || error instanceof VmAbort;
      throw spent ? new BudgetSpent("computesForever") : error;
    } finally {
      this.isRunning = false;
    }
  }

  private withBytes<T>(bytes: Uint8Array, use: (ptr: number) => T): T {
    const ptr = this.exports.malloc(bytes.length + 1);
    this.memory.set(bytes, ptr);
    this.memory[ptr + bytes.length] = 0;
    const result = use(ptr);
    this.exports.free(ptr);
    return result;
  }

  private copy(ptr: number, size: number): Uint8Array {
    return this.memory.slice(ptr, ptr + size);
  }

  private text(ptr: number): string {
    return toText(this.memory.subarray(ptr, this.memory.indexOf(0, ptr)));
  }

  private imports(): WebAssembly.Imports {
    const abort = () => {
      throw new VmAbort("the DeviceScript VM stopped at an assertion");
    };
    return {
      env: {
        abort,
        exit: () => {
          throw new DeviceReset("device reset");
        },
        em_time_now: () => this.host.timeNow(),
        em_jd_crypto_get_random: (ptr: number, size: number) =>
          this.host.random(this.memory.subarray(ptr, ptr + size)),
        em_print_dmesg: (ptr: number) => this.host.log(this.text(ptr)),
        em_flash_size: () => FLASH_SIZE,
        em_flash_load: (ptr: number, size: number) => {
          const flash = this.host.flashLoad();
          this.memory.set(flash.subarray(0, size), ptr);
        },
        // The runtime passes the index of the last used byte instead of a length: one more is needed.
        em_flash_save: (ptr: number, lastUsed: number) =>
          this.host.flashSave(this.memory.subarray(ptr, ptr + Math.min(lastUsed + 1, FLASH_SIZE))),
        em_send_frame: (ptr: number) => this.host.frame(this.copy(ptr, 12 + this.memory[ptr + 2])),
        em_send_large_frame: (ptr: number, size: number) => this.host.frame(this.copy(ptr, size)),
        em_deploy_handler: () => {},
        _devs_panic_handler: (code: number) => {
          if (code !== 0) this.host.panic(code);
        },
        _jd_tcpsock_new: (hostPtr: number, port: number) => {
          this.host.socketOpen(this.text(hostPtr), Math.abs(port), port < 0);
          return 0;
        },
        _jd_tcpsock_write: (ptr: number, size: number) => {
          this.host.socketWrite(this.copy(ptr, size));
          return 0;
        },
        _jd_tcpsock_close: () => {
          this.host.socketClose();
          return 0;
        },
        _jd_tcpsock_is_available: () => 1,
        emscripten_memcpy_big: (to: number, from: number, size: number) => {
          this.memory.copyWithin(to, from, from + size);
          const { fuel } = this.exports;
          if (fuel !== undefined) fuel.value -= size >> 2;
        },
        emscripten_resize_heap: () => 0,
      },
      wasi_snapshot_preview1: { fd_close: () => 0, fd_write: () => 0, fd_seek: () => 0 },
    };
  }
}
