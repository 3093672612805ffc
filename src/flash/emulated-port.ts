/** A serial port with the emulated chip at its other end, in this process. */

import { createHash } from "node:crypto";
import { type ChipOptions, EmulatedChip } from "../../sim/board/chip.ts";
import { Port, PortError, type PortInfo, type PortTime, type Signals } from "./port.ts";

export interface EmulatedPortOptions extends Omit<ChipOptions, "md5" | "send"> {
  /** Full speed: the board runs as fast as it can be computed, not as fast as real ones. */
  readonly isFast?: boolean;
  /** Line timing: bytes take as long as on a real line of the set speed. Default: no time. */
  readonly isTimed?: boolean;
}

/** A start bit, eight of data and a stop bit. */
const BITS_PER_BYTE = 10;

/** Longest time that passes on the board before what it sent is looked at. */
const STEP_MS = 10;

export class EmulatedPort extends Port {
  readonly name: string;
  override readonly time: PortTime = {
    now: () => this.lived,
    pass: (millis) => this.pass(millis),
  };
  private chip: EmulatedChip;
  /** Milliseconds since power-on. */
  private lived = 0;
  private baudRate = 0;
  /** End time of the last byte that was handed over, in each direction. */
  private readonly through = { out: 0, in: 0 };

  constructor(private readonly options: EmulatedPortOptions) {
    super();
    this.name = `sim:${options.chip}`;
    this.chip = this.powerOn(options.faults);
  }

  /** Puts the plug back in; the same chip starts anew on a good line. */
  replug(): void {
    const { deadBits, lyingMd5 } = this.options.faults ?? {};
    this.chip = this.powerOn({ deadBits, lyingMd5 });
  }

  protected async openLine(baudRate: number): Promise<void> {
    if (this.chip.unplugged) throw new PortError(`${this.name}: the board is unplugged.`);
    this.setLineBaud(baudRate);
  }

  protected async closeLine(): Promise<void> {
    this.baudRate = 0;
  }

  protected async writeLine(bytes: Uint8Array): Promise<void> {
    if (this.options.isTimed === true) await this.travel("out", bytes.length);
    this.chip.receive(bytes);
    if (this.chip.unplugged) this.lose();
  }

  async setSignals({ dataTerminalReady, requestToSend }: Signals): Promise<void> {
    this.chip.setSignals({ dtr: dataTerminalReady, rts: requestToSend });
  }

  async setBaudRate(baudRate: number): Promise<void> {
    this.setLineBaud(baudRate);
  }

  /** A bridge of Silicon Labs, as on many boards. */
  getInfo(): PortInfo {
    return { usbVendorId: 0x10c4, usbProductId: 0xea60 };
  }

  private setLineBaud(baudRate: number): void {
    this.baudRate = baudRate;
    this.chip.setBaud(baudRate);
  }

  /** Resolves when so many bytes, and all before them, have gone over the line. */
  private async travel(direction: "out" | "in", sizeBytes: number): Promise<void> {
    const begin = Math.max(performance.now(), this.through[direction]);
    const end = begin + (1000 * BITS_PER_BYTE * sizeBytes) / this.baudRate;
    this.through[direction] = end;
    await new Promise((resolve) => setTimeout(resolve, end - performance.now()));
  }

  private async fromChip(bytes: Uint8Array): Promise<void> {
    // Bytes that a chip sends while nobody has the port open are lost.
    if (this.options.isTimed === true && this.baudRate > 0) await this.travel("in", bytes.length);
    this.deliver(bytes);
  }

  private async pass(millis: number): Promise<void> {
    const end = this.lived + millis;
    while (this.lived < end) {
      const stepMs = Math.min(STEP_MS, end - this.lived);
      // Also where time does not matter, whoever reads gets a turn.
      await new Promise<void>((resolve) =>
        this.options.isFast === true ? setImmediate(resolve) : setTimeout(resolve, stepMs),
      );
      this.lived += stepMs;
      this.chip.advance(1000 * stepMs);
      if (this.chip.unplugged) this.lose();
    }
  }

  private powerOn(faults: ChipOptions["faults"]): EmulatedChip {
    return new EmulatedChip({
      ...this.options,
      faults,
      md5: (bytes) => new Uint8Array(createHash("md5").update(bytes).digest()),
      send: (bytes) => void this.fromChip(bytes),
    });
  }
}
