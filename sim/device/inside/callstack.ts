/**
 * Reads the firmware's call stack out of the VM's memory, at no cost to the run.
 *
 * For any other build than the one whose layout is known (layout.ts), and wherever the memory does not look as
 * expected, the answer is null ("line unknown") rather than a guess.
 */
import type { Image } from "../image.ts";
import type { VmModule } from "../vm.ts";
import { ACTIVATION, CONTEXT, FIBER, isKnownVm, ROLE } from "./layout.ts";
import { type PendingTimer, pendingTimers } from "./timers.ts";

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
    return isKnownVm(vm) ? new CallStack(memory) : null;
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

  /** Timers that have yet to fall due, the first one first; null when they are not known. */
  pendingTimers(image: Image): PendingTimer[] | null {
    return this.found() ? pendingTimers(this.memory, this.context, image) : null;
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
