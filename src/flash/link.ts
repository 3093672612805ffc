/** The conversation with a board's firmware over its serial port: lines of log and Jacdac frames, as they come. */

import { BRIDGE_COMMAND, bridgeFrame, encodeFrameOnLine, LineDecoder } from "../../sim/bus/usb-bridge.ts";
import { concat } from "../../sim/tape/bytes.ts";
import { stopIfAborted } from "../user-error.ts";
import type { Port, PortError } from "./port.ts";

export interface FromBoard {
  readonly kind: "line" | "frame";
  /** Of a line without its end. */
  readonly bytes: Uint8Array;
  /** When it had come, in the port's time. */
  readonly atMillis: number;
}

/** What DeviceScript's runtime has on the ESP32, and its tools everywhere (devicescript-esp32, usb.c). */
export const LINK_BAUD = 1_500_000;
/** How often is looked whether something came. */
const LOOK_MS = 10;
/** A line that grows longer is cut. */
const MAX_LINE_BYTES = 8 * 1024;
/** Sent again and again until the board's bridge answers. */
const ASK_EVERY_MS = 500;
/** How long the chip is held in reset. */
const RESET_MS = 100;
const NEW_LINE = 0x0a;

export class BoardLink {
  private readonly decoder = new LineDecoder();
  private readonly arrived: FromBoard[] = [];
  private line: Uint8Array[] = [];
  private lineBytes = 0;
  private lost: PortError | null = null;
  private readonly stopWatching: () => void;
  private readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  private readonly writer: WritableStreamDefaultWriter<Uint8Array>;

  private constructor(
    private readonly port: Port,
    private readonly signal: AbortSignal | undefined,
  ) {
    this.reader = port.readable!.getReader();
    this.writer = port.writable!.getWriter();
    this.stopWatching = port.onLost((error) => {
      this.lost = error;
    });
    void this.read();
  }

  /** Throws a PortError. Once the signal is aborted, waiting for what comes throws Interrupted. */
  static async open(port: Port, baudRate = LINK_BAUD, signal?: AbortSignal): Promise<BoardLink> {
    await port.open({ baudRate });
    return new BoardLink(port, signal);
  }

  /** Milliseconds, in the port's time. */
  get now(): number {
    return this.port.time.now();
  }

  /** Frames that came damaged. */
  get damaged(): number {
    return this.decoder.damaged;
  }

  /** What came next; null when nothing came until then. Throws a PortLost. */
  async next(untilMillis: number): Promise<FromBoard | null> {
    for (;;) {
      const first = this.arrived.shift();
      if (first !== undefined) return first;
      if (this.lost !== null) throw this.lost;
      stopIfAborted(this.signal, `${this.port.name}: the board was let go of.`);
      if (this.now >= untilMillis) return null;
      await this.port.time.pass(Math.min(LOOK_MS, untilMillis - this.now));
    }
  }

  async send(frame: Uint8Array): Promise<void> {
    if (this.lost !== null) throw this.lost;
    await this.writer.write(encodeFrameOnLine(frame));
  }

  /** Asks the board for the frames on its bus, until the first one comes; false when none does. */
  async askForFrames(untilMillis: number): Promise<boolean> {
    while (this.now < untilMillis) {
      await this.send(bridgeFrame(BRIDGE_COMMAND.enablePackets));
      const end = Math.min(untilMillis, this.now + ASK_EVERY_MS);
      const seen: FromBoard[] = [];
      for (let item = await this.next(end); item !== null; item = await this.next(end)) {
        seen.push(item);
        if (item.kind === "frame") break;
      }
      this.arrived.unshift(...seen);
      if (seen.at(-1)?.kind === "frame") return true;
    }
    return false;
  }

  /** Restarts the chip into its firmware, by the line that holds it in reset. */
  async restart(): Promise<void> {
    await this.port.setSignals({ dataTerminalReady: false, requestToSend: true });
    await this.port.time.pass(RESET_MS);
    await this.port.setSignals({ dataTerminalReady: false, requestToSend: false });
  }

  /** Lets go of the port. */
  async close(): Promise<void> {
    this.stopWatching();
    // A port that is gone can't be let go of any better.
    await this.reader.cancel().catch(() => {});
    this.writer.releaseLock();
    await this.port.close().catch(() => {});
  }

  private async read(): Promise<void> {
    try {
      for (let chunk = await this.reader.read(); !chunk.done; chunk = await this.reader.read())
        for (const { kind, bytes } of this.decoder.push(chunk.value))
          if (kind === "frame") this.arrived.push({ kind, bytes, atMillis: this.now });
          else this.addText(bytes);
    } catch {
      // Whoever waits for more learns of it from the port.
    }
  }

  private addText(bytes: Uint8Array): void {
    let start = 0;
    for (let end = bytes.indexOf(NEW_LINE); end >= 0; end = bytes.indexOf(NEW_LINE, start)) {
      this.addPiece(bytes.subarray(start, end));
      this.endLine();
      start = end + 1;
    }
    this.addPiece(bytes.subarray(start));
    if (this.lineBytes > MAX_LINE_BYTES) this.endLine();
  }

  private addPiece(piece: Uint8Array): void {
    this.line.push(piece.slice());
    this.lineBytes += piece.length;
  }

  private endLine(): void {
    const whole = concat(...this.line);
    const bytes = whole.at(-1) === 0x0d ? whole.subarray(0, -1) : whole;
    this.arrived.push({ kind: "line", bytes, atMillis: this.now });
    this.line = [];
    this.lineBytes = 0;
  }
}
