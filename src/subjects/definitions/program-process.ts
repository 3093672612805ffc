/**
 * A process of its own for a project's programs, so that they cannot end a check or hold it up. Their functions are
 * called there as well, and the check waits for the answer.
 */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { SyncMessagePort } from "sync-message-port";
import { ownScript } from "../../own-script.ts";
import { EXIT_USAGE, UserError } from "../../user-error.ts";
import type { DefinitionFile } from "./definition.ts";
import type { Answer, ExportData, Request } from "./process-messages.ts";
import { notLoaded } from "./project-definitions.ts";

/** Real time that is waited for programs. */
export interface ProgramLimits {
  /** For one to be loaded. */
  readonly loadMillis: number;
  /** For one call of a function. */
  readonly callMillis: number;
}

/** On a slow machine a program takes a second or two to be loaded; a call takes less than a millisecond. */
const LIMITS: ProgramLimits = { loadMillis: 20_000, callMillis: 5_000 };

type Question = Request extends infer One ? (One extends Request ? Omit<One, "id"> : never) : never;

export class ProgramProcess {
  private port: SyncMessagePort | null = null;
  private nextId = 0;

  /** `cwd`: its working folder. */
  constructor(
    private readonly limits = LIMITS,
    private readonly cwd = process.cwd(),
  ) {}

  /** Starts the process when the first program is loaded. Throws a UserError. */
  async run(file: DefinitionFile, noun: string): Promise<unknown> {
    const { loadMillis } = this.limits;
    const isShared = this.port !== null;
    const load = () => this.ask({ kind: "load", path: resolve(file.path) }, loadMillis);
    const first = load();
    // A program of before may have ended the process meanwhile: this one is not to blame.
    const answer = isShared && first?.kind === "ended" ? load() : first;
    if (answer === null) throw notLoaded(file, noun, `it takes longer than ${loadMillis / 1000} s.`);
    if (answer.kind === "ended") throw notLoaded(file, noun, `it ended its process (${answer.how}).`);
    if (answer.kind === "failed") throw notLoaded(file, noun, answer.why);
    if (answer.kind === "loaded") return this.live(file, answer.export);
    throw new Error(`a program's process answered "${answer.kind}"`);
  }

  /** Ends the process. Functions of its programs cannot be called any more. */
  close(): void {
    this.port?.postMessage("end");
    this.port = null;
  }

  /** The default export with functions in place. */
  private live(file: DefinitionFile, { value, functions }: ExportData): unknown {
    const whole = { value };
    for (const place of functions) {
      const call = (...values: readonly unknown[]) => this.call(file, place, values);
      const keys = ["value", ...place];
      const last = keys.pop()!;
      let at: Record<string, unknown> = whole;
      for (const key of keys) at = at[key] as Record<string, unknown>;
      Object.defineProperty(at, last, { value: call, enumerable: true, writable: true, configurable: true });
    }
    return whole.value;
  }

  private call(file: DefinitionFile, place: readonly string[], values: readonly unknown[]): unknown {
    const { callMillis } = this.limits;
    const answer = this.ask({ kind: "call", path: resolve(file.path), place, values }, callMillis);
    if (answer?.kind === "result") return answer.value;
    const why =
      answer === null
        ? `takes longer than ${callMillis / 1000} s`
        : answer.kind === "ended"
          ? `ended its process (${answer.how})`
          : answer.kind === "failed"
            ? answer.why
            : `answered "${answer.kind}"`;
    throw new UserError(`${file.shown}: function ${JSON.stringify(place.join("."))} ${why}.`, EXIT_USAGE);
  }

  /** Null when there is no answer in time; then the process is gone. */
  private ask(question: Question, millis: number): Answer | null {
    this.port ??= start(this.cwd);
    const id = this.nextId++;
    this.port.postMessage({ ...question, id });
    const end = performance.now() + millis;
    for (;;) {
      const timeout = Math.max(0, end - performance.now());
      const answer = this.port.receiveMessage({ timeout, timeoutValue: null }) as Answer | null;
      if (answer === null || answer.kind === "ended") this.close();
      // A program can send messages of its own: they answer nothing.
      if (answer === null || answer.kind === "ended" || answer.id === id) return answer;
    }
  }
}

/** A thread waits for the process, as this one cannot while it computes. */
function start(cwd: string): SyncMessagePort {
  const { port1, port2 } = SyncMessagePort.createChannel();
  const { url, execArgv } = ownScript("process-relay", import.meta.url);
  const script = fileURLToPath(ownScript("process-program", import.meta.url).url);
  const relay = new Worker(url, {
    workerData: { port: port2, script, execArgv, cwd },
    transferList: [port2],
    execArgv: [...execArgv],
  });
  relay.unref();
  return new SyncMessagePort(port1);
}
