/** Threads that do single runs of one firmware after the other, as far as processors are free. */
import type { VmModule } from "../../sim/device/vm.ts";
import { type OwnScript, ownScript } from "../own-script.ts";
import type { PlainSimulation } from "../subjects/simulated-appliance.ts";
import type { RunAnswer } from "./run-errand.ts";
import { RunThread } from "./run-thread.ts";

export class RunThreads {
  private readonly threads: RunThread[] = [];

  /** `free`: number of threads for which a processor is free just now. */
  constructor(
    private readonly vm: VmModule,
    private readonly free: () => number,
    private readonly script: OwnScript = ownScript("run-worker", import.meta.url),
  ) {}

  /** Threads that may be given runs of a firmware just now. They start when they are needed. */
  for(firmware: PlainSimulation): readonly RunThread[] {
    const free = this.free();
    while (this.threads.length < free) this.threads.push(new RunThread(this.script, this.vm));
    const threads = this.threads.slice(0, free).filter(({ isLost }) => !isLost);
    for (const thread of threads) thread.turnTo(firmware);
    return threads;
  }

  /** Answers that have come. */
  collect(): RunAnswer[] {
    return this.threads.flatMap((thread) => thread.collect());
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.close()));
  }
}
