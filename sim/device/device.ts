/** One appliance: an image on a board with its flash and identity, run turn by turn in virtual time. */

import { Actor } from "../engine/actor.ts";
import {
  BudgetSpent,
  MAX_FLASH_WRITES,
  MAX_PANICS,
  MAX_RESETS,
  MAX_RESETS_AT_ONCE,
  MIN_TURN_MICROS,
  runWorkUntil,
  type WorkBudget,
} from "../engine/budget.ts";
import { FORK, type Forker } from "../engine/fork.ts";
import type { WorldPorts } from "../engine/ports.ts";
import { QUIET_ANNOUNCE_MICROS } from "../engine/quiet.ts";
import { Random } from "../engine/random.ts";
import { toBytes } from "../tape/bytes.ts";
import { type Cpu, workMicros } from "./cpu.ts";
import type { DeviceConfig } from "./device-config.ts";
import { changedPages, copyPages, tornWrite } from "./flash-pages.ts";
import type { Identity } from "./identity.ts";
import type { Image } from "./image.ts";
import { CallStack } from "./inside/callstack.ts";
import { type Observations, Recorder, type Watch } from "./inside/observations.ts";
import type { PendingTimer } from "./inside/timers.ts";
import { PANIC_EXCEPTION } from "./panic.ts";
import { DeviceReset, type SocketEvent, Vm, VmAbort, type VmHost, type VmModule } from "./vm.ts";

/** A chip restarts, loads the runtime and mounts its flash in about this time, microseconds. */
const RESTART_MICROS = 350_000;

export interface Panic {
  readonly code: number;
  readonly atMicros: number;
  readonly pcs: readonly number[] | null;
  /** The exception that nothing caught, as `Error: text`, which may hold secrets; null where it was something else. */
  readonly exception: string | null;
}

/** The current fails in the middle of a flash write. Thrown through the VM, whose instance is spent. */
class PowerLost extends Error {}

/** The runtime asks to be called again after at most this long, microseconds, even if it has nothing to do then. */
const LONGEST_DELAY_MICROS = 10_000;

/** The runtime keeps 32 bits of microseconds: it does not see more than half of that go by at once. */
const MAX_JUMP_MICROS = 30 * 60e6;
/** `Math.random` never comes to 1. */
const LARGEST_CHANCE = 1 - 2 ** -32;
/** Time between two jumps of the clock, for what falls due in the first. */
const BETWEEN_JUMPS_MICROS = 200_000;

/** The world as a device sees it. */
export interface DevicePorts extends WorldPorts {
  readonly vm: VmModule;
  /** The program that is flashed. */
  readonly image: Image;
  readonly identity: Identity | undefined;
  readonly config: DeviceConfig;
  readonly cpu: Cpu;
  /** Random bytes that the device draws are made from it. */
  readonly chanceSeed: number;
  /** Shared with other runs; null where each run stands for itself. */
  readonly workBudget: WorkBudget | null;
  readonly bus: { fromDevice(frame: Uint8Array): void };
  readonly network: {
    open(host: string, port: number, tls: boolean): void;
    write(bytes: Uint8Array): void;
    close(): void;
    /** The device is switched off in the middle of whatever it says. */
    vanish(): void;
  };
  /** Somebody keeps what the VM writes to its flash; null for nobody. */
  readonly board: { saved(flash: Uint8Array): void } | null;
  /** The board starts again, and with it the native services on it. */
  boardStarted(): void;
  /** The firmware looks for services that it did not look for before. */
  rolesChanged(): void;
  /** Whoever holds the board reads its flash. */
  handOver(): void;
}

/** The board starts again, or wakes up by the plan of this number. */
type DeviceMessage = "restart" | number;

/** The two ids of a device on the bus, 16 hex digits each. */
export interface DeviceIds {
  readonly deviceId: string;
  /** The id under which servers that firmware starts appear. */
  readonly serverId: string;
}

export class Device extends Actor<DeviceMessage, DevicePorts> {
  readonly panics: Panic[] = [];
  readonly deviceId: string;
  readonly serverId: string;
  /** Microseconds by which the device's own clock is ahead of the world's, and by which it still has to jump. */
  private clockOffsetMicros = 0;
  private clockToJumpMicros = 0;
  private nextJumpMicros = 0;
  /** Pages still to be written until the current fails; null for never. */
  private pagesUntilPowerCut: number | null = null;
  /** Share of the last page that is still written, 0 to 1. */
  private tear = 0;
  private vm: Vm | null = null;
  private stack: CallStack | null = null;
  private watched: Watch = {};
  private recorder = new Recorder();
  /** Share of its range that each random number of the program takes, 0 to below 1; null for none of ours. */
  private chance: number | null = null;
  private wake = 0;
  private roleCount = 0;
  private readonly resets: number[] = [];
  private flashNow: Uint8Array;
  private flashWrites = 0;
  /** Stack of the exception that was printed last, as program counters, innermost first. */
  private trace: number[] = [];
  /** That exception, as `Error: text`; null before there was one. */
  private thrown: string | null = null;
  private poweredAtMicros = 0;
  /** Instant that the device has reached with what it does now: after the world's time, for as long as it computes. */
  private reachedMicros = 0;
  /** Time at which the device began its present work, and the VM's work until then. */
  private begunMicros = 0;
  private begunWork = 0;
  /** Time at which the device last had nothing to do, and its work until then. */
  private idleMicros = 0;
  private workWhenIdle = 0;
  private isWorking = false;
  /** Work done in all, restarts included. */
  private workInAll = 0;
  /** Until then it computes: what arrives before has to wait. */
  private busyUntilMicros = 0;
  private gcStress = false;
  private readonly randomness = new Map<string, Random>();

  constructor(world: DevicePorts, { deviceId, serverId }: DeviceIds, flash: Uint8Array) {
    super(world, "device");
    this.flashNow = flash.slice();
    this.deviceId = deviceId;
    this.serverId = serverId;
  }

  /** Units of work done since it was last idle (metering.ts); 0 where something else than its program acts. */
  get work(): number {
    return this.isWorking ? (this.vm?.work() ?? 0) - this.workWhenIdle : 0;
  }

  /** Contents of the flash. They change in place: whoever keeps them copies them. */
  get flash(): Uint8Array {
    return this.flashNow;
  }

  get powered(): boolean {
    return this.vm !== null;
  }

  /** Powers the board on with a freshly flashed program. Throws CorruptImage when the VM refuses the bytecode. */
  powerOn(): void {
    this.boot();
    this.flashProgram(this.world.image);
  }

  /** Writes a program over the one that is there, as an update does; it starts at once. */
  flashProgram(image: Image): void {
    this.guard(() => {
      const refused = this.vm?.deploy(image.bytecode) ?? 0;
      if (refused !== 0) throw new CorruptImage(refused);
    });
    this.soon();
  }

  /** The current is gone; flash keeps what was written. */
  cutPower(): void {
    this.switchOff();
    this.world.network.vanish();
    this.world.clock.at(this.nowMicros, () => this.world.handOver());
  }

  /** The current fails during the `pages`-th page that is written from now on; `tear` of it is still written. */
  cutPowerAtWrite(pages: number, tear: number): void {
    this.pagesUntilPowerCut = pages;
    this.tear = tear;
  }

  /** Switches the board on again, or restarts it. The program is the one in flash. */
  restart(afterMicros = RESTART_MICROS): void {
    if (this.vm !== null) {
      this.switchOff();
      this.world.network.vanish();
    }
    this.plan(afterMicros, "restart");
  }

  /** Collects garbage at every allocation from now on, so that dangling references show. */
  stressMemory(): void {
    this.gcStress = true;
    this.vm?.stressGarbageCollector();
  }

  /** Takes `sizeBytes` of the device's memory away until it restarts. */
  holdMemory(sizeBytes: number): void {
    this.vm?.holdMemory(sizeBytes);
  }

  /** The run is over: the VM may serve another device. */
  release(): void {
    this.switchOff();
  }

  receive(message: DeviceMessage): void {
    if (message === "restart") {
      this.boot();
      this.soon();
      this.world.boardStarted();
    } else if (message === this.wake) {
      this.turn();
    }
  }

  receiveFrame(bytes: Uint8Array): void {
    this.guard(() => this.vm?.receiveFrame(bytes));
    this.soon();
  }

  socketEvent(event: SocketEvent, bytes?: Uint8Array): void {
    this.guard(() => this.vm?.socketEvent(event, bytes));
    this.soon();
  }

  /** The call stack of the firmware code that runs now; null when none does. */
  runningStack(): number[] | null {
    return this.stack?.running() ?? null;
  }

  /** The stack of the fiber that sent a frame with this command to, or as a report from, the device `deviceId`. */
  senderOf(command: number, deviceId: string, isCommand: boolean): number[] | null {
    if (!isCommand && deviceId !== this.serverId) return null;
    return this.stack?.sending(command, isCommand) ?? null;
  }

  /** Service classes that the program looks for on the bus, once for each role, found or not. */
  wantedServices(): number[] {
    return this.stack?.roles(this.roleCount) ?? [];
  }

  /** Timers of the program that have yet to fall due, the first one first; null where they are not known. */
  pendingTimers(): (PendingTimer & { readonly atMicros: number })[] | null {
    const timers = this.stack?.pendingTimers(this.world.image) ?? null;
    const startedMicros = this.poweredAtMicros - this.clockOffsetMicros;
    return timers?.map((timer) => ({ ...timer, atMicros: startedMicros + 1_000 * timer.dueMs })) ?? null;
  }

  override [FORK](forker: Forker): Device {
    const copy = forker.known(this, Object.create(Device.prototype) as Device);
    const { vm, stack } = this;
    for (const [key, value] of Object.entries(this)) {
      if (key !== "vm" && key !== "stack") Object.assign(copy, { [key]: forker.copyAt(key, value) });
    }
    copy.vm = vm?.fork(copy.host()) ?? null;
    copy.stack = copy.vm === null ? null : (stack?.fork(copy.vm.memory) ?? null);
    copy.attachProbe();
    return copy;
  }

  /** Watches the interpreter from now on, and forgets what was seen before; an empty `watch` ends it. */
  watch(watch: Watch): void {
    this.watched = Object.freeze({ ...watch });
    this.recorder = new Recorder(Object.keys(watch).length > 0 ? this.world.image.bytecode.length : 0);
    this.attachProbe();
  }

  /** Random numbers that the program draws from now on have this share of their range, 0 to 1. */
  forceChance(share: number): void {
    this.chance = Math.min(share, LARGEST_CHANCE);
    this.attachProbe();
  }

  /** Observations from inside the interpreter, restarts included. */
  get observations(): Observations {
    return this.recorder.observations();
  }

  private attachProbe(): void {
    if (this.vm === null) return;
    this.vm.unwatch();
    const isWatched = Object.keys(this.watched).length > 0;
    if (!isWatched && this.chance === null) return;
    const seen = this.vm.watch(this.watched, this.recorder, () => this.nowMicros, this.chance);
    this.recorder.watched = isWatched && seen;
  }

  private boot(): void {
    const { world } = this;
    this.poweredAtMicros = world.clock.nowMicros;
    this.busyUntilMicros = world.clock.nowMicros;
    this.clockOffsetMicros = 0;
    this.clockToJumpMicros = 0;
    this.roleCount = 0;
    this.vm = Vm.start(world.vm, this.host(), this.deviceId, world.identity, world.config);
    if (this.gcStress) this.vm.stressGarbageCollector();
    this.stack = CallStack.of(world.vm, this.vm.memory);
    this.attachProbe();
  }

  private host(): VmHost {
    const { world } = this;
    return {
      timeNow: () => {
        this.passTime();
        return 1000 + (this.nowMicros - this.poweredAtMicros + this.clockOffsetMicros) / 1000;
      },
      random: (target) => this.random(target),
      log: this.onTime((line) => this.log(line)),
      flashLoad: () => this.flash,
      flashSave: (contents) => this.flashSave(contents),
      frame: this.onTime((bytes) => world.bus.fromDevice(bytes)),
      panic: this.onTime((code) => this.panic(code)),
      socketOpen: this.onTime((host, port, tls) => world.network.open(host, port, tls)),
      socketWrite: this.onTime((bytes) => world.network.write(bytes)),
      socketClose: this.onTime(() => world.network.close()),
    };
  }

  /** The device's own clock jumps ahead. */
  jumpClock(byMicros: number): void {
    this.clockToJumpMicros += byMicros;
    this.soon();
  }

  private jumpOn(): void {
    const { nowMicros } = this.world.clock;
    if (this.clockToJumpMicros === 0 || nowMicros < this.nextJumpMicros) return;
    const byMicros = Math.min(this.clockToJumpMicros, MAX_JUMP_MICROS);
    this.clockOffsetMicros += byMicros;
    this.clockToJumpMicros -= byMicros;
    this.nextJumpMicros = nowMicros + BETWEEN_JUMPS_MICROS;
  }

  private turn(): void {
    let delay = 0;
    this.jumpOn();
    this.guard(() => {
      delay = this.vm?.process() ?? 0;
    });
    const wait = Math.max(this.restMicros(delay), MIN_TURN_MICROS);
    this.wakeAfter(this.clockToJumpMicros > 0 ? Math.min(wait, BETWEEN_JUMPS_MICROS) : wait);
  }

  /** While it is quiet, the device sleeps on to the next moment at which its program has something to do. */
  private restMicros(wantedMicros: number): number {
    if (wantedMicros < LONGEST_DELAY_MICROS || !this.world.quiet.lasts) return wantedMicros;
    return Math.max(wantedMicros, Math.min(this.stack?.sleepMicros() ?? 0, QUIET_ANNOUNCE_MICROS));
  }

  /** Something arrived: the device looks at it now, instead of when it meant to wake up. */
  private soon(): void {
    this.wakeAfter(0);
  }

  private wakeAfter(micros: number): void {
    const busyMicros = Math.max(0, this.busyUntilMicros - this.world.clock.nowMicros);
    if (this.vm !== null) this.after(busyMicros + micros, ++this.wake);
  }

  private switchOff(): void {
    this.workWhenIdle = 0;
    this.vm?.release();
    this.vm = null;
    this.stack = null;
  }

  /** A call from the VM happens at the instant at which the device has done its work until then. */
  private onTime<A extends unknown[], R>(call: (...args: A) => R): (...args: A) => R {
    return (...args) => {
      this.passTime();
      return this.world.clock.at(this.nowMicros, () => call(...args));
    };
  }

  /** Instant of what the device does now. */
  private get nowMicros(): number {
    return this.isWorking ? this.reachedMicros : this.world.clock.nowMicros;
  }

  private passTime(): void {
    if (this.vm === null || !this.isWorking) return;
    this.reachedMicros = this.begunMicros;
    // The VM is not asked for its work where that takes no time: it wants to know the time again and again.
    const { cpu } = this.world;
    if (cpu.microsPerUnit > 0) this.reachedMicros += workMicros(cpu, this.vm.work() - this.begunWork);
  }

  /** Plans a message to itself, counted from the instant of what the device does now. */
  private plan(micros: number, message: DeviceMessage): void {
    this.world.clock.at(this.nowMicros, () => this.after(micros, message));
  }

  /** Lets the VM work. The others live on at the moment at which it began: the world's time stands still. */
  private guard(run: () => void): void {
    const { clock } = this.world;
    this.reachedMicros = clock.nowMicros;
    this.begunMicros = Math.max(this.reachedMicros, this.busyUntilMicros);
    this.begunWork = this.vm?.work() ?? 0;
    if (this.begunMicros > this.idleMicros) {
      this.idleMicros = this.begunMicros;
      this.workWhenIdle = this.begunWork;
    }
    this.isWorking = true;
    try {
      this.handleFailure(run);
      this.spend((this.vm?.work() ?? this.begunWork) - this.begunWork);
    } catch (error) {
      // The run ends here, at the instant that the device has reached.
      clock.advanceTo(this.reachedMicros);
      throw error;
    } finally {
      this.isWorking = false;
    }
    this.busyUntilMicros = this.reachedMicros;
  }

  /** Throws BudgetSpent when the run, or those that share its budget, have done too much. */
  private spend(units: number): void {
    this.workInAll += units;
    this.world.workBudget?.spend(units);
    if (this.workInAll > runWorkUntil(this.nowMicros)) throw new BudgetSpent("computesTooMuch");
  }

  private handleFailure(run: () => void): void {
    try {
      run();
      this.passTime();
    } catch (error) {
      this.passTime();
      if (error instanceof DeviceReset) this.resetByItself();
      else if (error instanceof PowerLost) {
        this.cutPower();
        this.restart();
      } else if (error instanceof VmAbort || error instanceof WebAssembly.RuntimeError) {
        this.switchOff();
        throw new BudgetSpent("assertion");
      } else throw error;
    }
  }

  private resetByItself(): void {
    const now = this.nowMicros;
    this.resets.push(now);
    const recent = this.resets.filter((at) => now - at < 1_000_000 * MAX_RESETS_AT_ONCE).length;
    if (recent > MAX_RESETS_AT_ONCE || this.resets.length > MAX_RESETS) {
      throw new BudgetSpent("resets");
    }
    this.restart();
  }

  private log(line: string): void {
    const program = /^DevS-SHA256: ([0-9a-f]{64})$/.exec(line);
    if (program !== null) this.stack?.programStarted(program[1]);
    this.world.record({
      from: "device",
      channel: "log",
      observers: ["cable"],
      kind: program === null ? "line" : "program hash",
      to: null,
      payload: toBytes(line),
      // The text of an exception comes from the place that threw it, which the lines after it tell.
      pcs: this.thrownAt(line) ?? this.runningStack(),
      // At the start, the room that is left tells how long the settings are that the tool wrote.
      platform: /^fstor: mounted; \d+ free$/.test(line) ? "platform/settings-read" : undefined,
    });
    this.readTrace(line);
    const role = /^jdif: create role '.*' -> (\d+)$/s.exec(line);
    if (role !== null) {
      this.roleCount = Math.max(this.roleCount, Number(role[1]) + 1);
      this.world.rolesChanged();
    }
  }

  /** Stack of the exception that a line tells of: known only when the lines after it have come. */
  private thrownAt(line: string): readonly number[] | null {
    const [, isName, text] = /^\*\s+(?:(Exception)|message): ?(.*)$/s.exec(line) ?? [];
    if (text === undefined) return null;
    if (isName !== undefined) this.trace = [];
    this.thrown = isName !== undefined ? text : `${this.thrown}: ${text}`;
    return this.trace;
  }

  /** The runtime prints where an exception comes from before it panics: `*  at boil_F1 (pc:18)`. */
  private readTrace(line: string): void {
    const frame = /^\*\s+at .*_F(\d+) \(pc:(\d+)\)$/.exec(line);
    const fn = frame === null ? undefined : this.world.image.debug.functions[Number(frame[1])];
    if (frame !== null && fn !== undefined) this.trace.push(fn.startpc + Number(frame[2]));
  }

  /** One stream for each place in the code: one more draw here does not change what is drawn elsewhere. */
  private random(target: Uint8Array): void {
    const place = this.runningStack()?.join(",") ?? "";
    let stream = this.randomness.get(place);
    if (stream === undefined) {
      stream = Random.stream(this.world.chanceSeed, `device/${place}`);
      this.randomness.set(place, stream);
    }
    stream.fill(target);
  }

  private flashSave(contents: Uint8Array): void {
    const pages = changedPages(this.flash, contents);
    this.flashWrites += pages.length;
    if (this.flashWrites > MAX_FLASH_WRITES) throw new BudgetSpent("writes");
    if (this.pagesUntilPowerCut !== null) {
      if (pages.length >= this.pagesUntilPowerCut) {
        this.flashNow = tornWrite(this.flash, contents, pages.slice(0, this.pagesUntilPowerCut), this.tear);
        this.pagesUntilPowerCut = null;
        throw new PowerLost();
      }
      this.pagesUntilPowerCut -= pages.length;
    }
    if (contents.length === this.flash.length) copyPages(contents, pages, this.flash);
    else this.flashNow = contents.slice();
    this.world.board?.saved(this.flash);
  }

  private panic(code: number): void {
    const pcs = this.runningStack() ?? (this.trace.length > 0 ? this.trace : null);
    const exception = code === PANIC_EXCEPTION ? this.thrown : null;
    this.panics.push({ code, atMicros: this.nowMicros, pcs, exception });
    this.world.record({
      from: "device",
      channel: "panic",
      observers: ["cable"],
      kind: "code",
      to: null,
      payload: toBytes(String(code)),
      pcs,
    });
    if (this.panics.length > MAX_PANICS) throw new BudgetSpent("panics");
  }
}

/** The VM's verifier refused the bytecode. */
export class CorruptImage extends Error {
  constructor(readonly verifierCode: number) {
    super(`the DeviceScript VM refuses this bytecode (verifier error ${verifierCode})`);
  }
}
