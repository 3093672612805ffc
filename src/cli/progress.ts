/** A line on the terminal that says what is going on. Nothing is shown outside of a terminal, nor in CI. */
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import { ownScript } from "../own-script.ts";
import { inline } from "../report/printable.ts";
import { colorsFor } from "./colors.ts";
import { LineLock } from "./line-lock.ts";
import { type DrawnProgress, fitted, write } from "./progress-line.ts";

class Progress {
  private readonly isShown: boolean;
  private readonly lock = new LineLock();
  /** Takes texts; null before the first. */
  private port: MessagePort | null = null;
  private text = "";

  /** Nothing is drawn, and no thread started, before something is shown. The terminal is that of standard error. */
  constructor(private readonly stream: NodeJS.WriteStream & { readonly fd: number } = process.stderr) {
    // A terminal without columns has no room for a line.
    this.isShown = stream.isTTY === true && stream.columns > 0 && !process.env.CI;
  }

  /** Says what is being done now. */
  show(what: string): void {
    if (!this.isShown) return;
    const text = fitted(inline(what), this.stream.columns);
    this.port ??= this.start();
    if (text !== this.text) this.port.postMessage(text);
    this.text = text;
    this.lock.open();
  }

  /** Makes room while something else is printed. */
  aside(print: () => void): void {
    const { text } = this;
    this.clear();
    print();
    if (text !== "") this.show(text);
  }

  /** Makes room until something is shown again. */
  clear(): void {
    this.lock.close();
    if (this.text !== "") write(this.stream.fd, "");
    this.text = "";
  }

  private start(): MessagePort {
    const { port1, port2 } = new MessageChannel();
    const { url, execArgv } = ownScript("progress-thread", import.meta.url);
    const [before, behind] = colorsFor(this.stream).cyan("|").split("|");
    const workerData: DrawnProgress = {
      ...{ fd: this.stream.fd, port: port2, shared: this.lock.buffer, dress: [before, behind] },
    };
    const worker = new Worker(url, { workerData, transferList: [port2], execArgv: [...execArgv] });
    // The line is no result: without it the command goes on.
    worker.on("error", () => {});
    worker.unref();
    port1.unref();
    return port1;
  }
}

/** That of this process, which has one terminal. */
export const progress = new Progress();
