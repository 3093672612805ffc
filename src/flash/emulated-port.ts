/** A serial port with the emulated chip at its other end, in this process. */

import { createHash } from "node:crypto";
import { type ChipOptions, EmulatedChip } from "../../sim/chip/chip.ts";
import { Port, type PortInfo, type Signals } from "./port.ts";

export class EmulatedPort extends Port {
  readonly name: string;
  private chip: EmulatedChip;

  constructor(private readonly options: Omit<ChipOptions, "md5" | "send">) {
    super();
    this.name = `sim:${options.chip}`;
    this.chip = this.powerOn(options.faults);
  }

  /** Puts the plug back in; the chip starts anew on a good line. */
  replug(): void {
    this.chip = this.powerOn(undefined);
  }

  protected async openLine(baudRate: number): Promise<void> {
    this.chip.setBaud(baudRate);
  }

  protected async closeLine(): Promise<void> {}

  protected async writeLine(bytes: Uint8Array): Promise<void> {
    this.chip.receive(bytes);
    if (this.chip.unplugged) this.lose();
  }

  async setSignals({ dataTerminalReady, requestToSend }: Signals): Promise<void> {
    this.chip.setSignals({ dtr: dataTerminalReady, rts: requestToSend });
  }

  async setBaudRate(baudRate: number): Promise<void> {
    this.chip.setBaud(baudRate);
  }

  /** A bridge of Silicon Labs, as on many boards. */
  getInfo(): PortInfo {
    return { usbVendorId: 0x10c4, usbProductId: 0xea60 };
  }

  private powerOn(faults: ChipOptions["faults"]): EmulatedChip {
    return new EmulatedChip({
      ...this.options,
      faults,
      md5: (bytes) => new Uint8Array(createHash("md5").update(bytes).digest()),
      send: (bytes) => this.deliver(bytes),
    });
  }
}
