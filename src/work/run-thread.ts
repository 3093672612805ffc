/**
 * A thread that does single runs of a firmware for the one that judges it. The judge works without a pause and so gets no
 * messages by its event loop, as pools of threads need: it looks for answers itself, and sleeps where it needs one.
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { VmModule } from "../../sim/device/vm.ts";
import type { RunRequest } from "../judge/subject.ts";
import type { OwnScript } from "../own-script.ts";
import type { PlainSimulation } from "../subjects/simulated-appliance.ts";
import { type RunAnswer, type RunErrand, type RunThreadData, RunThreadState, SLOTS } from "./run-errand.ts";

/** Time after which a thread is taken for lost that does not answer: the longest runs take some seconds. */
const PATIENCE_MILLIS = 60_000;
/** Heap of one thread, MB: more than a run needs whose events are bounded. */
const MAX_HEAP_MB = 1_024;

/** Errands so far, of all threads and all firmware: an answer may come when another firmware has its turn. */
let errands = 0;

export class RunThread {
  /** It is never waited for again. */
  isLost = false;
  private readonly state = new RunThreadState();
  private readonly port: MessagePort;
  private readonly worker: Worker;
  /** Errands without an answer, by slot. */
  private readonly underway: (number | null)[] = Array.from({ length: SLOTS }, () => null);
  private firmware: PlainSimulation | null = null;
  private seen = 0;

  constructor({ url, execArgv }: OwnScript, vm: VmModule) {
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    const workerData: RunThreadData = { port: port2, shared: this.state.buffer, vm };
    this.worker = new Worker(url, {
      workerData,
      transferList: [port2],
      execArgv: [...execArgv],
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
    // A thread that fails is not missed: its runs are done by whoever waits for them.
    this.worker.on("error", () => (this.isLost = true));
    this.worker.unref();
    this.port.unref();
  }

  get hasRoom(): boolean {
    return !this.isLost && this.underway.includes(null);
  }

  /** Further runs are of this firmware. */
  turnTo(firmware: PlainSimulation): void {
    if (this.firmware === firmware) return;
    this.firmware = firmware;
    this.tell({ kind: "firmware", firmware });
  }

  /** Gives it a run to do. Returns the number of the errand. */
  give(request: RunRequest, leftUnits: number): number {
    const number = ++errands;
    const slot = this.underway.indexOf(null);
    this.underway[slot] = number;
    this.state.open(slot);
    this.tell({ kind: "run", number, slot, request, leftUnits });
    return number;
  }

  /** True if the thread has not begun with it, and does not do it. */
  takeBack(number: number): boolean {
    const slot = this.underway.indexOf(number);
    return slot >= 0 && this.state.claim(slot);
  }

  /** Answers that have come. */
  collect(): RunAnswer[] {
    const answers: RunAnswer[] = [];
    this.seen = this.state.answers;
    for (
      let got = receiveMessageOnPort(this.port);
      got !== undefined;
      got = receiveMessageOnPort(this.port)
    ) {
      const answer: RunAnswer = got.message;
      this.underway[this.underway.indexOf(answer.number)] = null;
      answers.push(answer);
    }
    return answers;
  }

  /** Sleeps until there may be something to collect. False when the thread is lost. */
  wait(): boolean {
    this.isLost ||= !this.state.wait(this.seen, PATIENCE_MILLIS);
    return !this.isLost;
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private tell(errand: RunErrand): void {
    this.port.postMessage(errand);
  }
}
