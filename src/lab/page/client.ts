/** Client of the worker: asks, and finds the answers that belong to what was asked. */
import { signal } from "@preact/signals";
import type { RecordingFile, Sought } from "./game/comparison.ts";
import type { Answer, Files, Request } from "./protocol.ts";
import { moduleOf, pageLoaded, scriptOf, toolchain } from "./toolchain.ts";
import LabWorker from "./worker.ts?worker&inline";

type Asked<Kind extends Request["kind"]> = Omit<Extract<Request, { kind: Kind }>, "id" | "kind">;
type Answered<Kind extends Answer["kind"]> = Extract<Answer, { kind: Kind }>;

interface Waiting {
  readonly kind: Request["kind"];
  readonly onRuns?: (runs: number) => void;
  readonly onJudged?: (answer: Answered<"checked">) => void;
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

/** The person asked for something newer, or stopped it. */
export class Superseded extends Error {
  override readonly name = "Superseded";
}

/** The toolchain is not beside the page. */
export class NoToolchain extends Error {
  override readonly name = "NoToolchain";
}

export class Client {
  /** Sources and declarations that firmware can import; empty until they are loaded. */
  readonly files = signal<Files>({});
  private worker: Worker | null = null;
  private loaded: Promise<unknown> | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;

  /** Builds and judges. An older request that is not done is given up with its worker, which nothing else stops. */
  async check(
    request: Asked<"check">,
    follow: Pick<Waiting, "onRuns" | "onJudged">,
  ): Promise<Answered<"checked">> {
    if ([...this.waiting.values()].some(({ kind }) => kind === "check")) this.stop();
    await this.load();
    return this.ask<"checked">({ kind: "check", ...request }, follow);
  }

  async start(check: number): Promise<Answered<"lived">> {
    await this.load();
    return this.ask<"lived">({ kind: "start", check });
  }

  advance(micros: number): Promise<Answered<"lived">> {
    return this.ask<"lived">({ kind: "advance", micros });
  }

  do(step: Asked<"do">["step"]): Promise<Answered<"lived">> {
    return this.ask<"lived">({ kind: "do", step });
  }

  async record(round: string, attempt: number): Promise<Answered<"recorded">> {
    await this.load();
    return this.ask<"recorded">({ kind: "record", round, attempt });
  }

  /** Needs no toolchain, and neither do those below. */
  open({ file, bytes }: RecordingFile): Promise<Answered<"opened">> {
    return this.ask<"opened">({ kind: "open", file, bytes });
  }

  compare(
    { file, bytes }: RecordingFile,
    secret: Sought,
    parts: readonly Uint8Array[],
  ): Promise<Answered<"compared">> {
    return this.ask<"compared">({ kind: "compare", file, bytes, secret, parts });
  }

  decode(bytes: Uint8Array): Promise<Answered<"decoded">> {
    return this.ask<"decoded">({ kind: "decode", bytes });
  }

  /** Ends whatever runs: also what would never end by itself. */
  stop(): void {
    this.worker?.terminate();
    this.worker = null;
    this.loaded = null;
    for (const { reject } of this.waiting.values()) reject(new Superseded());
    this.waiting.clear();
  }

  /** Once for each worker; again after it failed. */
  load(): Promise<unknown> {
    if (this.loaded !== null) return this.loaded;
    const loaded = this.started();
    this.loaded = loaded;
    loaded.catch(() => {
      if (this.loaded === loaded) this.loaded = null;
    });
    return loaded;
  }

  private async started(): Promise<void> {
    await pageLoaded;
    const found = toolchain();
    if (found === null) throw new NoToolchain();
    const { vmSha256, files, version } = found;
    const compiler = scriptOf(found);
    const vm = moduleOf(found);
    const { libraries } = await this.ask<"loaded">({ kind: "load", compiler, vm, vmSha256, files, version });
    this.files.value = { ...libraries, ...files };
  }

  private ask<Kind extends Answer["kind"]>(
    request: { [K in Request["kind"]]: { kind: K } & Asked<K> }[Request["kind"]],
    follow: Pick<Waiting, "onRuns" | "onJudged"> = {},
  ): Promise<Answered<Kind>> {
    this.lastId++;
    const id = this.lastId;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { kind: request.kind, ...follow, resolve, reject });
      this.running().postMessage({ ...request, id });
    });
  }

  private running(): Worker {
    if (this.worker !== null) return this.worker;
    const worker = new LabWorker();
    worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => this.take(data));
    worker.addEventListener("error", ({ message }) => {
      worker.terminate();
      if (this.worker !== worker) return;
      this.worker = null;
      this.loaded = null;
      const error = new Error(message);
      for (const { reject } of this.waiting.values()) reject(error);
      this.waiting.clear();
    });
    this.worker = worker;
    return worker;
  }

  private take(answer: Answer): void {
    const waiting = this.waiting.get(answer.id);
    if (waiting === undefined) return;
    if (answer.kind === "judging") {
      waiting.onRuns?.(answer.runs);
      return;
    }
    if (answer.kind === "checked" && answer.goal === "pending") {
      waiting.onJudged?.(answer);
      return;
    }
    this.waiting.delete(answer.id);
    if (answer.kind === "failed") waiting.reject(new Error(answer.message));
    else waiting.resolve(answer as never);
  }
}
