/**
 * Timers of the running program that have yet to fall due: `setTimeout`, `setInterval` and `sleep`.
 *
 * The first two are not the VM's but a library's (`@devicescript/core`, `timeouts.ts`): it keeps a list of objects
 * `{ id, when, callback, period? }` in a global variable and has one fiber that waits for the first of them.
 */
import { statementsOf } from "../bytecode.ts";
import type { Image } from "../image.ts";
import { SourceMap } from "../source-map.ts";
import { ACTIVATION, CONTEXT, FIBER, VALUE_BYTES } from "./layout.ts";
import { ValueReader } from "./values.ts";

export interface PendingTimer {
  /** Milliseconds on the device's clock. */
  readonly dueMs: number;
  /** Of an interval: milliseconds from one time to the next. */
  readonly periodMs: number | null;
  /** Stack that sleeps, or the function that will be called. Return addresses, as in stacks. */
  readonly pcs: readonly number[];
}

const LIBRARY = /node_modules\/@devicescript\/core\/src\/timeouts\.ts$/;
/** The fiber that waits for the first timer of the list. */
const WORKER = "timeoutWorker";
/** It begins with `if (!timeouts)`, which loads the list's variable. */
const FIRST_USER = "addTimeout";
/** Stands around the function that an interval calls, whose first local variable it is. */
const INTERVAL_CALLER = "cb2";
const LOAD_GLOBAL = 22;
/** A number of this or above takes more than one byte; programs have fewer global variables. */
const LONG_NUMBER = 248;
const MAX_FIBERS = 256;
const MAX_DEPTH = 64;

/** In order of their due time. `context` is the program's, in `memory`. */
export function pendingTimers(memory: Uint8Array, context: number, image: Image): PendingTimer[] {
  const map = new SourceMap(image.debug);
  const reader = new ValueReader(memory);
  const timers = readable(() => [...sleeping(reader, context, map), ...listed(reader, context, image, map)]);
  return timers.sort((a, b) => a.dueMs - b.dueMs || a.pcs[0] - b.pcs[0]);
}

/** Timers of a program whose memory is in order; none where it crashed, and its pointers lead out of the memory. */
function readable(timers: () => PendingTimer[]): PendingTimer[] {
  try {
    return timers();
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

function sleeping({ view }: ValueReader, context: number, map: SourceMap): PendingTimer[] {
  const timers: PendingTimer[] = [];
  let fiber = view.getUint32(context + CONTEXT.fibers, true);
  for (let i = 0; fiber !== 0 && i < MAX_FIBERS; i++) {
    const dueMs = view.getUint32(fiber + FIBER.wakeMs, true);
    const pcs: number[] = [];
    let activation = view.getUint32(fiber + FIBER.activation, true);
    while (activation !== 0 && pcs.length < MAX_DEPTH) {
      pcs.push(view.getUint16(activation + ACTIVATION.pc, true));
      activation = view.getUint32(activation + ACTIVATION.caller, true);
    }
    const isWorker = pcs.length > 0 && map.functionAt(pcs[pcs.length - 1])?.name === WORKER;
    if (dueMs !== 0 && pcs.length > 0 && !isWorker) timers.push({ dueMs, periodMs: null, pcs });
    fiber = view.getUint32(fiber + FIBER.next, true);
  }
  return timers;
}

function listed(reader: ValueReader, context: number, image: Image, map: SourceMap): PendingTimer[] {
  const list = listVariable(image, map);
  if (list === null) return [];
  const globals = reader.view.getUint32(context + CONTEXT.globals, true);
  const program = reader.view.getUint32(context + CONTEXT.image, true);
  const timers: PendingTimer[] = [];
  for (const timer of reader.elements(globals + VALUE_BYTES * list, "array")) {
    const members = reader.elements(timer, "object");
    const addressOf = (name: string) => {
      const at = members.findIndex((member, i) => i % 2 === 0 && reader.value(member, program) === name);
      return at < 0 ? null : members[at + 1];
    };
    const [due, period, call] = ["when", "period", "callback"].map(addressOf);
    const dueMs = due === null ? null : reader.value(due, program);
    const periodMs = period === null ? null : reader.value(period, program);
    const callback = call === null ? null : callbackAt(reader, call, image);
    if (typeof dueMs !== "number" || !Number.isFinite(dueMs) || callback === null) continue;
    // While its callback runs, an interval's period is negative.
    timers.push({
      dueMs,
      periodMs: typeof periodMs === "number" ? Math.abs(periodMs) : null,
      pcs: [callback + 1],
    });
  }
  return timers;
}

/** Number of the global variable with the list; null in a program that has no timers. */
function listVariable(image: Image, map: SourceMap): number | null {
  const user = map.functions.find(
    (fn) => fn.name === FIRST_USER && LIBRARY.test(map.place(fn.startpc + 1)?.file ?? ""),
  );
  const first = user === undefined ? undefined : statementsOf(image, user)[0];
  if (first?.operations[0]?.opcode !== LOAD_GLOBAL) return null;
  const number = image.bytecode[first.start + 1];
  return number < LONG_NUMBER ? number : null;
}

/** Start of the firmware's own function; null when it is not known. */
function callbackAt(reader: ValueReader, at: number, image: Image): number | null {
  const index = reader.functionIndex(at);
  const fn = index === null ? undefined : image.debug.functions[index];
  if (fn?.name !== INTERVAL_CALLER) return fn?.startpc ?? null;
  const closure = reader.view.getUint32(at, true);
  const own = reader.functionIndex(closure + ACTIVATION.locals);
  return own === null ? null : (image.debug.functions[own]?.startpc ?? null);
}
