/** A subject whose runs are done side by side, as far as the judge says which come next. It comes to the same to the byte. */
import type { Coverage } from "../../sim/device/inside/coverage.ts";
import type { VmModule } from "../../sim/device/vm.ts";
import type { Program, Run, RunRequest, Subject } from "../judge/subject.ts";
import { type OwnScript, ownScript } from "../own-script.ts";
import type { PlainSimulation, RunApart, SimulatedAppliance } from "../subjects/simulated-appliance.ts";
import type { ErrandThread } from "./errand-thread.ts";
import { ErrandThreads } from "./errand-threads.ts";

/** Runs that came before they were asked for: what the judge did not mean to do after all is forgotten. */
const MAX_STOCK = 16;

/** A run of one firmware that a thread is to do. */
export interface RunErrand {
  readonly request: RunRequest;
  /** Units of work that it may do. */
  readonly leftUnits: number;
}

export type RunThreads = ErrandThreads<PlainSimulation, RunErrand, RunApart>;

/** Threads that do single runs. `free`: number of threads for which a processor is free just now. */
export function runThreads(
  vm: VmModule,
  free: () => number,
  script: OwnScript = ownScript("run-worker", import.meta.url),
): RunThreads {
  return new ErrandThreads(script, vm, free);
}

interface Foreseen {
  readonly key: string;
  readonly request: RunRequest;
}

/** A run that a thread was given. */
interface Given {
  readonly thread: ErrandThread<PlainSimulation, RunErrand, RunApart>;
  readonly number: number;
}

export class RunAhead implements Subject {
  private readonly plain: PlainSimulation | null;
  private foreseen: readonly Foreseen[] = [];
  private readonly underway = new Map<string, Given>();
  private readonly stock = new Map<string, RunApart>();

  constructor(
    private readonly here: SimulatedAppliance,
    private readonly threads: RunThreads,
  ) {
    this.plain = here.plain;
  }

  get program(): Program {
    return this.here.program;
  }

  get coverage(): Coverage {
    return this.here.coverage;
  }

  foresee(requests: readonly RunRequest[]): void {
    this.foreseen = requests.map((request) => ({ key: keyOf(request), request }));
  }

  run(request: RunRequest): Run {
    const key = keyOf(request);
    const at = this.foreseen.findIndex((one) => one.key === key);
    if (at >= 0) this.foreseen = this.foreseen.slice(at + 1);
    this.collect();
    this.giveAway();
    const apart = this.isElsewhere(key) ? this.apart(key) : null;
    return apart === null ? this.here.run(request) : this.here.take(request, apart);
  }

  private isElsewhere(key: string): boolean {
    return this.stock.has(key) || this.underway.has(key);
  }

  /** The run as a thread has done it; null where it is to be done here. */
  private apart(key: string): RunApart | null {
    const one = this.underway.get(key);
    if (one !== undefined && !one.thread.takeBack(one.number)) {
      while (this.underway.has(key) && (this.goesOn() || one.thread.wait())) this.collect();
    }
    this.underway.delete(key);
    const apart = this.stock.get(key) ?? null;
    this.stock.delete(key);
    return apart;
  }

  /** Does a run here that comes later, instead of waiting. False when there is none to be done. */
  private goesOn(): boolean {
    const next = this.foreseen.find(({ key }) => {
      const one = this.underway.get(key);
      return one === undefined ? !this.stock.has(key) : one.thread.takeBack(one.number);
    });
    if (next === undefined) return false;
    this.underway.delete(next.key);
    const apart = this.here.runApart(next.request);
    if (apart !== null) this.keep(next.key, apart);
    return apart !== null;
  }

  /** Gives threads runs that come next. */
  private giveAway(): void {
    const threads = this.plain === null ? [] : this.threads.for(this.plain);
    for (const { key, request } of this.foreseen) {
      const thread = threads.find(({ hasRoom }) => hasRoom);
      if (thread === undefined) return;
      if (this.isElsewhere(key)) continue;
      const number = thread.give({ request, leftUnits: this.here.leftUnits });
      this.underway.set(key, { thread, number });
    }
  }

  private keep(key: string, apart: RunApart): void {
    this.stock.set(key, apart);
    if (this.stock.size > MAX_STOCK) this.stock.delete([...this.stock.keys()][0]);
  }

  private collect(): void {
    for (const { number, result } of this.threads.collect()) {
      const [key] = [...this.underway].find(([, one]) => one.number === number) ?? [];
      if (key === undefined) continue;
      this.underway.delete(key);
      if (result !== null) this.keep(key, result);
    }
  }
}

function keyOf(request: RunRequest): string {
  return JSON.stringify(request);
}
