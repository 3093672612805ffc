/** A conversation with the boot loader of one chip: esptool-js, with what it leaves out. */

import { createHash } from "node:crypto";
import { deflateSync } from "node:zlib";
import { ESPLoader, Transport } from "esptool-js";
import { CHIP_NAMES, CHIPS, type ChipName } from "../../sim/board/chips/chips.ts";
import { sameBytes } from "../../sim/tape/bytes.ts";
import { EXIT_BOARD, Interrupted, stopIfAborted, UserError } from "../user-error.ts";
import { hex } from "./partitions.ts";
import type { Port, PortError } from "./port.ts";

/** Bytes for one place in flash. */
export interface Region {
  /** What it is, for people: `runtime`, `settings`. */
  readonly name: string;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

export interface SessionOptions {
  /** Default: {@link DEFAULT_BAUD}. */
  readonly baudRate?: number;
  /** Aborted, it ends the conversation at once: whatever is asked for then throws Interrupted. */
  readonly signal?: AbortSignal;
}

/** State of the board where nobody says it better. */
const LET_GO = "the board was let go of.";
export const DEFAULT_BAUD = 921_600;
/** What every line takes. */
export const ROM_BAUD = 115_200;
/** Tries to reset the chip into its boot loader, each with up to five greetings. */
const CONNECT_ATTEMPTS = 4;
/** Bytes that are read at a time: esptool-js copies what it has with each packet. */
const READ_BYTES = 128 * 1024;
/** Packing and unpacking takes esptool-js longer than so little saves on the line. */
const WORTHWHILE_SHARE = 0.9;
/** Read of a region that was written. */
const SAMPLES = 3;
const SAMPLE_BYTES = 1024;
/** How long RTS holds the chip in reset, milliseconds. */
const RESET_MS = 100;

/** The chip does not do what it should. */
export class ChipError extends UserError {
  override readonly name: string = "ChipError";

  constructor(message: string, options?: ErrorOptions) {
    super(message, EXIT_BOARD, options);
  }
}

/** The chip did not answer, or not as it should: the line may be to blame. */
export class LineError extends ChipError {
  override readonly name = "LineError";
}

/** esptool-js's transport, which would write its trace on standard output, and copy a packet with each byte of it. */
class QuietTransport extends Transport {
  /** How much of a buffer is taken. */
  private readonly taken = new WeakMap<ArrayBufferLike, number>();

  override trace(): void {}

  /** Leaves `first` as it is; what follows it in its buffer is written to only where nothing else is. */
  override appendArray(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
    const end = first.byteOffset + first.length;
    const sizeBytes = first.length + second.length;
    let { buffer, byteOffset } = first;
    if (this.taken.get(buffer) !== end || byteOffset + sizeBytes > buffer.byteLength) {
      const grown = new Uint8Array(2 * sizeBytes);
      grown.set(first);
      ({ buffer, byteOffset } = grown);
    }
    const joined = new Uint8Array(buffer as ArrayBuffer, byteOffset, sizeBytes);
    joined.set(second, first.length);
    this.taken.set(buffer, byteOffset + sizeBytes);
    return joined;
  }
}

const SILENT = { clean() {}, write() {}, writeLine() {} };

export class Session {
  private constructor(
    private readonly port: Port,
    private readonly transport: Transport,
    private readonly loader: ESPLoader,
    /** What the chip says that it is. */
    readonly chip: ChipName,
    readonly flashBytes: number,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /** Resets the chip into its boot loader. Throws a PortError or ChipError, with the port closed. */
  static async open(port: Port, { baudRate = DEFAULT_BAUD, signal }: SessionOptions = {}): Promise<Session> {
    const transport = new QuietTransport(port as unknown as ConstructorParameters<typeof Transport>[0]);
    const loader = new ESPLoader({ transport, baudrate: baudRate, romBaudrate: ROM_BAUD, terminal: SILENT });
    try {
      return await whileThere(port, signal, () => Session.greet(port, transport, loader, baudRate, signal));
    } catch (error) {
      await closeQuietly(port);
      throw error;
    }
  }

  private static async greet(
    port: Port,
    transport: Transport,
    loader: ESPLoader,
    baudRate: number,
    signal: AbortSignal | undefined,
  ): Promise<Session> {
    try {
      await loader.connect("default_reset", CONNECT_ATTEMPTS);
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw new ChipError(
        `${port.name}: no chip answers. Hold its BOOT button while it restarts; close what else uses the port.`,
        { cause: error },
      );
    }
    const chip = CHIP_NAMES.find((name) => CHIPS[name].name === loader.chip.CHIP_NAME);
    if (chip === undefined)
      throw new ChipError(
        `${port.name}: is an ${loader.chip.CHIP_NAME}, which DeviceScript's runtime is not made for.`,
      );
    if (loader.secureDownloadMode)
      throw new ChipError(
        `${port.name}: the chip is in secure download mode. Its fuses allow no reading back, so nothing that is written could be verified; tightlip does not flash it.`,
      );
    return answered(port, "start", async () => {
      await loader.runStub();
      if (baudRate !== ROM_BAUD) await loader.changeBaud();
      const sizeId = ((await loader.readFlashId()) >> 16) & 0xff;
      if (sizeId < 0x12 || sizeId > 0x1c)
        throw new ChipError(`${port.name}: the size of its flash can't be read (${hex(sizeId)}).`);
      return new Session(port, transport, loader, chip, 2 ** sizeId, signal);
    });
  }

  /** Whether the flash holds these bytes, by its MD5 and a sample that is read. */
  async holds(region: Region): Promise<boolean> {
    return (await this.hashes(region)) && (await this.samples(region, 1));
  }

  /** Whether the chip says that the bytes have this MD5. */
  private async hashes({ name, offset, bytes }: Region): Promise<boolean> {
    return this.ask(
      `compare ${name}`,
      async () => (await this.loader.flashMd5sum(offset, bytes.length)) === md5(bytes),
    );
  }

  /** Writes, compressed where that saves something, and verifies. `progress` gets the share done, 0 to 1. */
  async write(region: Region, progress: (share: number) => void = () => {}): Promise<void> {
    const { name, offset, bytes } = region;
    await this.ask(`write ${name}`, () =>
      this.loader.writeFlash({
        fileArray: [{ data: bytes, address: offset }],
        flashMode: "keep",
        flashFreq: "keep",
        flashSize: "keep",
        eraseAll: false,
        compress: deflateSync(bytes, { level: 1 }).length < WORTHWHILE_SHARE * bytes.length,
        reportProgress: (_file, done, total) => progress(total === 0 ? 1 : done / total),
      }),
    );
    await this.verify(region);
  }

  /**
   * Throws a ChipError unless the flash holds these bytes. Parts with a border that nobody could know are compared
   * as well: a hash of what was received, instead of what was stored, does not fit them. Samples are read: no hash
   * helps a chip that did not store anything.
   */
  async verify(region: Region): Promise<void> {
    const { name, offset, bytes } = region;
    const cut = 1 + Math.floor((bytes.length - 1) * Math.random());
    const parts = [
      region,
      { name, offset, bytes: bytes.subarray(0, cut) },
      { name, offset: offset + cut, bytes: bytes.subarray(cut) },
    ];
    let isRight = await this.samples(region, SAMPLES);
    for (const part of parts) isRight &&= part.bytes.length === 0 || (await this.hashes(part));
    if (!isRight)
      throw new ChipError(
        `${this.port.name}: ${name} at ${hex(offset)} does not read back as it was written. Flash again; if it stays so, the flash chip is worn out.`,
      );
  }

  /** Whether so many short parts, at places that nobody could know, read as they should. */
  private async samples({ name, offset, bytes }: Region, count: number): Promise<boolean> {
    const sizeBytes = Math.min(SAMPLE_BYTES, bytes.length);
    for (let i = 0; i < count; i++) {
      const at = Math.floor((bytes.length - sizeBytes + 1) * Math.random());
      const read = await this.ask(`read ${name}`, () => this.loader.readFlash(offset + at, sizeBytes));
      if (!sameBytes(read, bytes.subarray(at, at + sizeBytes))) return false;
    }
    return true;
  }

  /** Reads back, and compares with the chip's MD5. `progress` gets the share done, 0 to 1. */
  async read(
    offset: number,
    sizeBytes: number,
    progress: (share: number) => void = () => {},
  ): Promise<Uint8Array> {
    const bytes = new Uint8Array(sizeBytes);
    for (let done = 0; done < sizeBytes; done += READ_BYTES) {
      bytes.set(await this.readChunk(offset + done, Math.min(READ_BYTES, sizeBytes - done)), done);
      progress(Math.min(1, (done + READ_BYTES) / sizeBytes));
    }
    return bytes;
  }

  private async readChunk(offset: number, sizeBytes: number): Promise<Uint8Array> {
    const bytes = await this.ask(`read ${hex(offset)}`, () => this.loader.readFlash(offset, sizeBytes));
    if (bytes.length === sizeBytes && (await this.hashes({ name: hex(offset), offset, bytes }))) return bytes;
    throw new ChipError(
      `${this.port.name}: what is read at ${hex(offset)} is not what the chip says it has.`,
    );
  }

  async eraseAll(): Promise<void> {
    await this.ask("erase", () => this.loader.eraseFlash());
  }

  /** Restarts the chip into its firmware and lets go of the port. */
  async close(): Promise<void> {
    try {
      // esptool-js's own reset never pulls RTS, so nothing would restart.
      await this.port.setSignals({ dataTerminalReady: false, requestToSend: true });
      await sleep(RESET_MS);
      await this.port.setSignals({ dataTerminalReady: false, requestToSend: false });
      await this.transport.disconnect();
    } catch {
      await closeQuietly(this.port);
    }
  }

  /** Lets go of a port that is gone or a chip that is lost. */
  async abandon(): Promise<void> {
    await closeQuietly(this.port);
  }

  private ask<T>(what: string, action: () => Promise<T>): Promise<T> {
    return whileThere(this.port, this.signal, () => answered(this.port, what, action));
  }
}

export function md5(bytes: Uint8Array): string {
  return createHash("md5").update(bytes).digest("hex");
}

/** What esptool-js throws, as what the user can do about it. */
async function answered<T>(port: Port, what: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new LineError(
      `${port.name}: the chip did not do as told (${what}). Flash again, with a shorter cable or a lower --baud.`,
      { cause: error },
    );
  }
}

/** Waits neither for answers from a port that is gone nor for those that nobody wants any more. */
async function whileThere<T>(
  port: Port,
  signal: AbortSignal | undefined,
  action: () => Promise<T>,
): Promise<T> {
  stopIfAborted(signal, LET_GO);
  let forget = () => {};
  let abort = () => {};
  const ended = new Promise<never>((_, reject) => {
    forget = port.onLost((error: PortError) => reject(error));
    abort = () => reject(new Interrupted(LET_GO));
    signal?.addEventListener("abort", abort);
  });
  try {
    return await Promise.race([action(), ended]);
  } finally {
    forget();
    signal?.removeEventListener("abort", abort);
  }
}

async function closeQuietly(port: Port): Promise<void> {
  try {
    await port.close();
  } catch {
    // It is gone already.
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
