/**
 * A thread that does errands for one that works without a pause. Such a thread gets no messages by its event loop, as
 * pools of threads need: it looks for answers itself, and sleeps where it needs one.
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { OwnScript } from "../own-script.ts";
import { type Errand, type ErrandAnswer, ErrandState, type ErrandThreadData, SLOTS } from "./errand.ts";

/** Time after which a thread is taken for lost that does not answer: the longest errands take some seconds. */
const PATIENCE_MILLIS = 60_000;
/** Heap of one thread, MB: more than a run needs whose events are bounded. */
const MAX_HEAP_MB = 1_024;

/** Errands so far, of all threads and all matters: an answer may come when another matter has its turn. */
let errands = 0;

/** Matter, Request and Result are plain data. */
export class ErrandThread<Matter, Request, Result> {
  /** It is never waited for again. */
  isLost = false;
  private readonly state = new ErrandState();
  private readonly port: MessagePort;
  private readonly worker: Worker;
  /** Errands without an answer, by slot. */
  private readonly underway: (number | null)[] = Array.from({ length: SLOTS }, () => null);
  private matter: Matter | null = null;
  private seen = 0;

  constructor({ url, execArgv }: OwnScript, tools: unknown) {
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    const workerData: ErrandThreadData<unknown> = { port: port2, shared: this.state.buffer, tools };
    this.worker = new Worker(url, {
      workerData,
      transferList: [port2],
      execArgv: [...execArgv],
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
    // A thread that fails is not missed: its errands are done by whoever waits for them.
    this.worker.on("error", () => (this.isLost = true));
    this.worker.unref();
    this.port.unref();
  }

  get hasRoom(): boolean {
    return !this.isLost && this.underway.includes(null);
  }

  /** Further errands are about this. */
  turnTo(matter: Matter): void {
    if (this.matter === matter) return;
    this.matter = matter;
    this.tell({ kind: "matter", matter });
  }

  /** Gives it something to do. Returns the number of the errand. */
  give(request: Request): number {
    const number = ++errands;
    const slot = this.underway.indexOf(null);
    this.underway[slot] = number;
    this.state.open(slot);
    this.tell({ kind: "request", number, slot, request });
    return number;
  }

  /** True if the thread has not begun with it, and does not do it. */
  takeBack(number: number): boolean {
    const slot = this.underway.indexOf(number);
    return slot >= 0 && this.state.claim(slot);
  }

  /** Answers that have come. */
  collect(): ErrandAnswer<Result>[] {
    const answers: ErrandAnswer<Result>[] = [];
    this.seen = this.state.answers;
    for (
      let got = receiveMessageOnPort(this.port);
      got !== undefined;
      got = receiveMessageOnPort(this.port)
    ) {
      const answer: ErrandAnswer<Result> = got.message;
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

  private tell(errand: Errand<Matter, Request>): void {
    this.port.postMessage(errand);
  }
}
