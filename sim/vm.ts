/**
 * Hosts the DeviceScript virtual machine: the bare WebAssembly module, its imports and exports, nothing else.
 *
 * The module is the one inside `@devicescript/cli`; what each import means was read from the DeviceScript
 * runtime (`runtime/posix/jd_impl_em.c`, `sock_nodejs.c`, `flash.c`). It has no import that could reach a
 * real socket, file, clock or environment variable, so neither can firmware.
 */

/** The compiled VM, shared by all devices, and the hash that says which layout its memory has. */
export interface VmModule {
  readonly module: WebAssembly.Module;
  /** SHA-256 of the module's bytes, hex. */
  readonly sha256: string;
}

/** What the VM asks of the world around it. Byte arrays passed in are copies. */
export interface VmHost {
  /** Milliseconds on the device's clock; fractions allowed. */
  timeNow(): number;
  /** Fills `target` with random bytes. */
  random(target: Uint8Array): void;
  /** One line that firmware or runtime prints. */
  log(line: string): void;
  /** Flash contents at power-on, at most {@link FLASH_SIZE} bytes. */
  flashLoad(): Uint8Array;
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

/** What the network tells the VM about its one socket. */
export type SocketEvent = "open" | "close" | "error" | "message";

/** Size of the simulated settings-and-program flash, bytes. The VM aborts at start with any other size. */
export const FLASH_SIZE = 131072;
/** Flash is padded with this byte by the VM's host code; not with the erased state 0xFF. */
export const FLASH_FILL = 0x37;

/** The device restarted itself (`ds.reboot()`, control command reset). The VM instance is spent. */
export class DeviceReset extends Error {}

/** The VM hit one of its own assertions: the world broke its contract or the bytecode is corrupt. */
export class VmAbort extends Error {}

const SOCKET_EVENT_CODE: Record<SocketEvent, number> = { open: 1, close: 2, error: 3, message: 4 };

interface VmExports {
  memory: WebAssembly.Memory;
  malloc(size: number): number;
  free(ptr: number): void;
  __wasm_call_ctors(): void;
  emscripten_stack_init(): void;
  jd_em_init(): void;
  jd_em_process(): number;
  jd_em_set_device_id_string(ptr: number): void;
  jd_em_devs_verify(ptr: number, size: number): number;
  jd_em_devs_deploy(ptr: number, size: number): number;
  jd_em_frame_received(ptr: number): number;
  jd_em_tcpsock_on_event(event: number, ptr: number, size: number): void;
  jd_em_devs_enable_gc_stress(on: number): void;
}

const utf8 = new TextDecoder();
const toUtf8 = new TextEncoder();

/** One running instance of the VM. Dead after it threw {@link DeviceReset} or {@link VmAbort}. */
export class Vm {
  private readonly exports: VmExports;
  /** The whole linear memory; for readers that know the layout (callstack.ts). */
  readonly memory: Uint8Array;

  constructor(
    vm: VmModule,
    private readonly host: VmHost,
    /** Hex device id, 16 digits, or any text that the VM hashes into one. */
    deviceId: string,
  ) {
    const instance = new WebAssembly.Instance(vm.module, this.imports());
    this.exports = instance.exports as unknown as VmExports;
    this.memory = new Uint8Array(this.exports.memory.buffer);
    this.exports.__wasm_call_ctors();
    this.exports.emscripten_stack_init();
    this.exports.jd_em_init();
    this.withBytes(toUtf8.encode(`${deviceId}\0`), (ptr) => this.exports.jd_em_set_device_id_string(ptr));
  }

  /** 0 when the VM accepts the bytecode, else the verifier's error number. */
  verify(bytecode: Uint8Array): number {
    return this.withBytes(bytecode, (ptr) => this.exports.jd_em_devs_verify(ptr, bytecode.length));
  }

  /** Writes a program to flash and starts it at the next {@link process}. Returns 0 or an error number. */
  deploy(bytecode: Uint8Array): number {
    return this.withBytes(bytecode, (ptr) => this.exports.jd_em_devs_deploy(ptr, bytecode.length));
  }

  /** Lets the device work. Returns the microseconds after which it wants to be called again. */
  process(): number {
    return this.exports.jd_em_process();
  }

  receiveFrame(frame: Uint8Array): void {
    this.withBytes(frame, (ptr) => this.exports.jd_em_frame_received(ptr));
  }

  socketEvent(event: SocketEvent, bytes: Uint8Array = new Uint8Array()): void {
    this.withBytes(bytes, (ptr) =>
      this.exports.jd_em_tcpsock_on_event(SOCKET_EVENT_CODE[event], ptr, bytes.length),
    );
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
    return utf8.decode(this.memory.subarray(ptr, this.memory.indexOf(0, ptr)));
  }

  private imports(): WebAssembly.Imports {
    const { host } = this;
    const abort = () => {
      throw new VmAbort("the DeviceScript VM stopped at an assertion");
    };
    return {
      env: {
        abort,
        exit: () => {
          throw new DeviceReset("device reset");
        },
        em_time_now: () => host.timeNow(),
        em_jd_crypto_get_random: (ptr: number, size: number) =>
          host.random(this.memory.subarray(ptr, ptr + size)),
        em_print_dmesg: (ptr: number) => host.log(this.text(ptr)),
        em_flash_size: () => FLASH_SIZE,
        em_flash_load: (ptr: number, size: number) => {
          // Called while the instance is being built, before `this.memory` is set only if jd_em_init moved: it has not.
          const flash = host.flashLoad();
          this.memory.set(flash.subarray(0, size), ptr);
        },
        // The runtime passes the index of the last used byte instead of a length: one more is needed.
        em_flash_save: (ptr: number, lastUsed: number) =>
          host.flashSave(this.copy(ptr, Math.min(lastUsed + 1, FLASH_SIZE))),
        em_send_frame: (ptr: number) => host.frame(this.copy(ptr, 12 + this.memory[ptr + 2])),
        em_send_large_frame: (ptr: number, size: number) => host.frame(this.copy(ptr, size)),
        em_deploy_handler: () => {},
        _devs_panic_handler: (code: number) => {
          if (code !== 0) host.panic(code);
        },
        _jd_tcpsock_new: (hostPtr: number, port: number) => {
          host.socketOpen(this.text(hostPtr), Math.abs(port), port < 0);
          return 0;
        },
        _jd_tcpsock_write: (ptr: number, size: number) => {
          host.socketWrite(this.copy(ptr, size));
          return 0;
        },
        _jd_tcpsock_close: () => {
          host.socketClose();
          return 0;
        },
        _jd_tcpsock_is_available: () => 1,
        emscripten_memcpy_big: (to: number, from: number, size: number) =>
          void this.memory.copyWithin(to, from, from + size),
        emscripten_resize_heap: () => 0,
      },
      wasi_snapshot_preview1: { fd_close: () => 0, fd_write: () => 0, fd_seek: () => 0 },
    };
  }
}
