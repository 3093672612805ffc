/** A serial port in the shape of the Web Serial API, which is what esptool-js drives. */

import { EXIT_BOARD, UserError } from "../user-error.ts";

/** Speed and lines, as far as flashing needs them; true is the active level. */
export interface Signals {
  readonly dataTerminalReady?: boolean;
  readonly requestToSend?: boolean;
}

export interface PortInfo {
  readonly usbVendorId?: number;
  readonly usbProductId?: number;
}

/** The port went away, or can't be had. */
export class PortError extends UserError {
  override readonly name: string = "PortError";

  constructor(message: string, options?: ErrorOptions) {
    super(message, EXIT_BOARD, options);
  }
}

/** The port was there, and went away. */
export class PortLost extends PortError {
  override readonly name = "PortLost";
}

/** Time as the other end of a line lives it. */
export interface PortTime {
  /** Milliseconds since some moment. */
  now(): number;
  /** Resolves when so many milliseconds have passed. */
  pass(millis: number): Promise<void>;
}

const REAL_TIME: PortTime = {
  now: () => performance.now(),
  pass: (millis) => new Promise((resolve) => setTimeout(resolve, millis)),
};

/** Streams over some line. Subclasses move the bytes. */
export abstract class Port {
  readable: ReadableStream<Uint8Array> | null = null;
  writable: WritableStream<Uint8Array> | null = null;
  private controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  private readonly lossWatchers = new Set<(error: PortError) => void>();

  /** As the user named it. */
  abstract readonly name: string;
  readonly time: PortTime = REAL_TIME;
  protected abstract openLine(baudRate: number): Promise<void>;
  protected abstract closeLine(): Promise<void>;
  protected abstract writeLine(bytes: Uint8Array): Promise<void>;
  abstract setSignals(signals: Signals): Promise<void>;
  /** Changes the speed of the open port. */
  abstract setBaudRate(baudRate: number): Promise<void>;
  abstract getInfo(): PortInfo;

  async open({ baudRate }: { readonly baudRate: number }): Promise<void> {
    this.readable = new ReadableStream({
      start: (controller) => {
        this.controller = controller;
      },
      cancel: () => {
        this.controller = null;
      },
    });
    this.writable = new WritableStream({ write: (bytes) => this.writeLine(bytes) });
    await this.openLine(baudRate);
  }

  async close(): Promise<void> {
    this.readable = null;
    this.writable = null;
    this.controller = null;
    await this.closeLine();
  }

  /** Calls `watcher` when the port goes away. The result stops that. */
  onLost(watcher: (error: PortError) => void): () => void {
    this.lossWatchers.add(watcher);
    return () => this.lossWatchers.delete(watcher);
  }

  protected deliver(bytes: Uint8Array): void {
    this.controller?.enqueue(bytes);
  }

  protected lose(): void {
    const error = new PortLost(`${this.name}: went away. Is it plugged in, and its cable one for data?`);
    for (const watcher of this.lossWatchers) watcher(error);
  }
}
