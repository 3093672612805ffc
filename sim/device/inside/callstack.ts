/**
 * Reads the firmware's call stack out of the VM's memory, at no cost to the run.
 *
 * The offsets were found by experiment and checked against the runtime's `devs_internal.h`; they hold for one
 * build of the VM only. For any other build, and wherever the memory does not look as expected, the answer is
 * null ("line unknown") rather than a guess.
 */
import type { VmModule } from "../vm.ts";

/** SHA-256 of the VM build that the offsets belong to: DeviceScript 2.16.4. */
const KNOWN_VM = "a56742b09dd4bfe278815676ac94231ed4f8995cee6260818f5d758d8ab6ee1d";

/** Offsets in bytes from the start of `devs_ctx_t`. All pointers are 32 bits, little-endian. */
const CONTEXT = { currentActivation: 232, fibers: 240, roles: 244, nowMs: 256, gc: 288, programHash: 342 };
/** In `devs_activation_t`. The program counter is a return address, relative to the image. */
const ACTIVATION = { pc: 4, caller: 12 };
/** In `devs_fiber_t`. */
const FIBER = { next: 0, role: 18, command: 20, wakeMs: 24, activation: 40 };
/** In `devs_role_t`, then in `jd_role_t` (jd_client.h). */
const ROLE = { native: 8, serviceClass: 8 };

/** Role index of a fiber that sends a packet of its own making (`DEVS_ROLE_INVALID`). */
const NO_ROLE = 0xffff;
/** Deepest call stack that is read; the VM's own limit is lower. */
const MAX_DEPTH = 64;
const MAX_FIBERS = 256;
const MAX_ROLES = 256;
/** The VM allocates the context early: it lies below this address. Memory above is mostly never touched. */
const SEARCHED_BYTES = 1024 * 1024;

/** Looks into one running VM. */
export class CallStack {
  private readonly view: DataView;
  private context = 0;
  /** Where the program's context may be, while it is not known yet. */
  private candidates: number[] = [];

  private constructor(private readonly memory: Uint8Array) {
    this.view = new DataView(memory.buffer);
  }

  /** Null when this build of the VM is not the one whose layout is known. */
  static of(vm: VmModule, memory: Uint8Array): CallStack | null {
    return vm.sha256 === KNOWN_VM ? new CallStack(memory) : null;
  }

  /** The same view of a copy of the memory. */
  fork(memory: Uint8Array): CallStack {
    const copy = new CallStack(memory);
    copy.context = this.context;
    copy.candidates = this.candidates;
    return copy;
  }

  /** A program is starting; `hash` is the SHA-256 that the VM prints, hex, and keeps in the program's context. */
  programStarted(hash: string): void {
    const bytes = Uint8Array.from(hash.match(/../g) ?? [], (h) => Number.parseInt(h, 16));
    this.context = 0;
    this.candidates = [];
    // The context is aligned to 8 bytes, so the hash's third byte starts a word.
    const words = new Uint32Array(this.memory.buffer, 0, SEARCHED_BYTES / 4);
    const word = new DataView(bytes.buffer).getUint32(2, true);
    for (let at = words.indexOf(word); at >= 0; at = words.indexOf(word, at + 1)) {
      if (this.startsWith(4 * at - 2, bytes)) this.candidates.push(4 * at - 2 - CONTEXT.programHash);
    }
  }

  /** Program counters of the code that is running now, innermost first; null when no firmware code is. */
  running(): number[] | null {
    if (!this.found()) return null;
    return this.walk(this.pointer(this.context + CONTEXT.currentActivation));
  }

  /** The stack of the fiber that waits to send the service command `command`; null when there is none. */
  sending(command: number, viaRole: boolean): number[] | null {
    if (!this.found()) return null;
    let fiber = this.pointer(this.context + CONTEXT.fibers);
    for (let i = 0; fiber !== 0 && i < MAX_FIBERS; i++) {
      const role = this.view.getUint16(fiber + FIBER.role, true);
      if (this.view.getUint16(fiber + FIBER.command, true) === command && (role !== NO_ROLE) === viaRole) {
        return this.walk(this.pointer(fiber + FIBER.activation));
      }
      fiber = this.pointer(fiber + FIBER.next);
    }
    return null;
  }

  /** Microseconds until the first sleeping fiber wants to go on, Infinity when none does; null when that is not known. */
  sleepMicros(): number | null {
    if (!this.found()) return null;
    const nowMs = this.view.getUint32(this.context + CONTEXT.nowMs, true);
    let sleepMs = Number.POSITIVE_INFINITY;
    let fiber = this.pointer(this.context + CONTEXT.fibers);
    for (let i = 0; fiber !== 0 && i < MAX_FIBERS; i++) {
      const wakeMs = this.view.getUint32(fiber + FIBER.wakeMs, true);
      if (wakeMs !== 0) sleepMs = Math.min(sleepMs, Math.max(0, wakeMs - nowMs));
      fiber = this.pointer(fiber + FIBER.next);
    }
    return 1_000 * sleepMs;
  }

  /** Fibers that sleep, with the time that is left to them and their stacks. */
  sleeping(): { readonly afterMicros: number; readonly pcs: readonly number[] | null }[] {
    const asleep: { afterMicros: number; pcs: number[] | null }[] = [];
    if (!this.found()) return asleep;
    const nowMs = this.view.getUint32(this.context + CONTEXT.nowMs, true);
    let fiber = this.pointer(this.context + CONTEXT.fibers);
    for (let i = 0; fiber !== 0 && i < MAX_FIBERS; i++) {
      const wakeMs = this.view.getUint32(fiber + FIBER.wakeMs, true);
      if (wakeMs !== 0) {
        const afterMicros = 1_000 * Math.max(0, wakeMs - nowMs);
        asleep.push({ afterMicros, pcs: this.walk(this.pointer(fiber + FIBER.activation)) });
      }
      fiber = this.pointer(fiber + FIBER.next);
    }
    return asleep;
  }

  /** Service classes of the roles that the program has created, by index; `count` as the VM's log tells. */
  roles(count: number): number[] {
    const roles: number[] = [];
    if (!this.found()) return roles;
    const table = this.pointer(this.context + CONTEXT.roles);
    for (let i = 0; table !== 0 && i < Math.min(count, MAX_ROLES); i++) {
      const role = this.pointer(table + 4 * i);
      const native = role === 0 ? 0 : this.pointer(role + ROLE.native);
      if (native === 0) continue;
      roles.push(this.view.getUint32(native + ROLE.serviceClass, true));
    }
    return roles;
  }

  private found(): boolean {
    if (this.context === 0) {
      this.context = this.candidates.find((candidate) => candidate > 0 && this.pointsBack(candidate)) ?? 0;
    }
    return this.context !== 0;
  }

  private walk(activation: number): number[] | null {
    const pcs: number[] = [];
    for (let at = activation; at !== 0 && pcs.length < MAX_DEPTH; at = this.pointer(at + ACTIVATION.caller)) {
      pcs.push(this.view.getUint16(at + ACTIVATION.pc, true));
    }
    return pcs.length > 0 ? pcs : null;
  }

  private startsWith(at: number, bytes: Uint8Array): boolean {
    return bytes.every((byte, i) => this.memory[at + i] === byte);
  }

  /** The context's heap block names the context among its first words. */
  private pointsBack(context: number): boolean {
    const gc = this.pointer(context + CONTEXT.gc);
    for (let word = 0; gc !== 0 && word < 16; word++) {
      if (this.pointer(gc + 4 * word) === context) return true;
    }
    return false;
  }

  /** A 32-bit pointer, or 0 where the address is outside of memory. */
  private pointer(at: number): number {
    if (at <= 0 || at + 64 > this.memory.length) return 0;
    const value = this.view.getUint32(at, true);
    return value + 64 > this.memory.length ? 0 : value;
  }
}
