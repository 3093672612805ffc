/** Telnet as far as a serial port over the network needs it (RFC 854, RFC 855, RFC 856, RFC 2217). */

import { concat } from "../../sim/tape/bytes.ts";

const IAC = 255;
export const VERB = { will: 251, wont: 252, do: 253, dont: 254 };
const SUBNEGOTIATION = 250;
const SUBNEGOTIATION_END = 240;
export const OPTION = { binary: 0, suppressGoAhead: 3, comPort: 44 };
/**
 * Serial port commands of the client (RFC 2217, section 3). The server's answer has a number 100
 * higher.
 */
export const COM_PORT = {
  setBaudRate: 1,
  setDataSize: 2,
  setParity: 3,
  setStopSize: 4,
  setControl: 5,
  answer: 100,
};
/** Values of `setControl`. */
export const CONTROL = { dtrOn: 8, dtrOff: 9, rtsOn: 11, rtsOff: 12 };
/** Longer subnegotiations are nothing that a serial port says. */
const MAX_SUBNEGOTIATION_BYTES = 256;

export type TelnetPart =
  | { readonly kind: "data"; readonly bytes: Uint8Array }
  | { readonly kind: "verb"; readonly verb: number; readonly option: number }
  | { readonly kind: "subnegotiation"; readonly option: number; readonly bytes: Uint8Array };

/** Data as it travels: 255 twice. */
export function encodeData(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(Array.from(bytes).flatMap((byte) => (byte === IAC ? [IAC, IAC] : [byte])));
}

export function encodeVerb(verb: number, option: number): Uint8Array {
  return Uint8Array.of(IAC, verb, option);
}

export function encodeSubnegotiation(option: number, bytes: Uint8Array): Uint8Array {
  return concat(
    Uint8Array.of(IAC, SUBNEGOTIATION, option),
    encodeData(bytes),
    Uint8Array.of(IAC, SUBNEGOTIATION_END),
  );
}

/** Takes a stream apart, however it is cut. */
export class TelnetDecoder {
  private state: "data" | "command" | "verb" | "inside" | "inside command" = "data";
  private verb = 0;
  private inside: number[] = [];

  push(bytes: Uint8Array): TelnetPart[] {
    const parts: TelnetPart[] = [];
    let data: number[] = [];
    const endData = () => {
      if (data.length > 0) parts.push({ kind: "data", bytes: Uint8Array.from(data) });
      data = [];
    };
    for (const byte of bytes) {
      const taken = this.take(byte);
      if (taken === null) continue;
      if (typeof taken === "number") data.push(taken);
      else {
        endData();
        parts.push(taken);
      }
    }
    endData();
    return parts;
  }

  /** A byte of data, a part, or null. */
  private take(byte: number): number | TelnetPart | null {
    switch (this.state) {
      case "data":
        if (byte !== IAC) return byte;
        this.state = "command";
        return null;
      case "command":
        return this.command(byte);
      case "verb":
        this.state = "data";
        return { kind: "verb", verb: this.verb, option: byte };
      case "inside":
        if (byte === IAC) this.state = "inside command";
        else this.keep(byte);
        return null;
      case "inside command":
        return this.commandInside(byte);
    }
  }

  private command(byte: number): number | null {
    this.state = "data";
    if (byte === IAC) return IAC;
    if (byte === SUBNEGOTIATION) {
      this.state = "inside";
      this.inside = [];
    } else if (Object.values(VERB).includes(byte)) {
      this.state = "verb";
      this.verb = byte;
    }
    return null;
  }

  private commandInside(byte: number): TelnetPart | null {
    this.state = "inside";
    if (byte === IAC) this.keep(byte);
    if (byte !== SUBNEGOTIATION_END) return null;
    this.state = "data";
    const [option, ...bytes] = this.inside;
    if (option === undefined) return null;
    return { kind: "subnegotiation", option, bytes: Uint8Array.from(bytes) };
  }

  private keep(byte: number): void {
    if (this.inside.length < MAX_SUBNEGOTIATION_BYTES) this.inside.push(byte);
  }
}
