/** A serial port of another computer, over the network (RFC 2217). Such as ser2net and esp_rfc2217_server offer. */

import { connect, type Socket } from "node:net";
import { concat } from "../../sim/tape/bytes.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { Port, PortError, type PortInfo, type Signals } from "./port.ts";
import {
  COM_PORT,
  CONTROL,
  encodeData,
  encodeSubnegotiation,
  encodeVerb,
  OPTION,
  TelnetDecoder,
  type TelnetPart,
  VERB,
} from "./telnet.ts";

const SCHEME = "rfc2217:";
/** Connecting, and each answer, may take so long, milliseconds. */
const ANSWER_MS = 5_000;
/** 8 data bits, no parity, one stop bit (RFC 2217, section 3). */
const LINE_FORM: readonly [number, number][] = [
  [COM_PORT.setDataSize, 8],
  [COM_PORT.setParity, 1],
  [COM_PORT.setStopSize, 1],
];
const WANTED_OPTIONS = [OPTION.binary, OPTION.suppressGoAhead];

/** Name test for network ports. */
export function isNetworkPort(name: string): boolean {
  return name.startsWith(`${SCHEME}//`);
}

export class NetworkPort extends Port {
  private readonly host: string;
  private readonly tcpPort: number;
  private socket: Socket | null = null;
  private decoder = new TelnetDecoder();
  /** Told of what the server says besides data. */
  private watcher: (part: TelnetPart) => void = () => {};

  /** Throws a UserError unless the name is `rfc2217://HOST:PORT`. */
  constructor(readonly name: string) {
    super();
    const url = URL.canParse(name) ? new URL(name) : null;
    if (url === null || url.protocol !== SCHEME || url.hostname === "" || url.port === "")
      throw new UserError(
        `--port ${name}: should be rfc2217://HOST:PORT, such as rfc2217://localhost:4000.`,
        EXIT_USAGE,
      );
    this.host = url.hostname.replace(/^\[(.*)\]$/, "$1");
    this.tcpPort = Number(url.port);
  }

  protected async openLine(baudRate: number): Promise<void> {
    const socket = connect({ host: this.host, port: this.tcpPort, noDelay: true });
    this.decoder = new TelnetDecoder();
    await this.connected(socket);
    this.socket = socket;
    socket.on("data", (bytes) => this.receive(new Uint8Array(bytes)));
    socket.on("error", () => this.lose());
    socket.on("close", () => {
      if (this.socket === socket) this.lose();
    });
    try {
      await this.negotiate(baudRate);
    } catch (error) {
      await this.closeLine();
      throw error;
    }
  }

  protected async closeLine(): Promise<void> {
    const { socket } = this;
    this.socket = null;
    socket?.destroy();
  }

  protected async writeLine(bytes: Uint8Array): Promise<void> {
    await this.send(encodeData(bytes));
  }

  async setSignals({ dataTerminalReady, requestToSend }: Signals): Promise<void> {
    const { dtrOn, dtrOff, rtsOn, rtsOff } = CONTROL;
    if (dataTerminalReady !== undefined) await this.control(dataTerminalReady ? dtrOn : dtrOff);
    if (requestToSend !== undefined) await this.control(requestToSend ? rtsOn : rtsOff);
  }

  async setBaudRate(baudRate: number): Promise<void> {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, baudRate);
    const answer = await this.ask(COM_PORT.setBaudRate, bytes);
    const set = answer.length < 4 ? 0 : new DataView(answer.buffer, answer.byteOffset).getUint32(0);
    if (set !== baudRate)
      throw new PortError(`${this.name}: that port does not take ${baudRate} baud. Try another --baud.`);
  }

  getInfo(): PortInfo {
    return {};
  }

  private connected(socket: Socket): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = () => {
        socket.destroy();
        reject(new PortError(`${this.name}: nobody answers there. Is the server running, and reachable?`));
      };
      socket.setTimeout(ANSWER_MS, fail);
      socket.once("error", fail);
      socket.once("connect", () => {
        socket.setTimeout(0);
        socket.off("error", fail);
        resolve();
      });
    });
  }

  private async negotiate(baudRate: number): Promise<void> {
    const offers = WANTED_OPTIONS.flatMap((option) => [
      encodeVerb(VERB.will, option),
      encodeVerb(VERB.do, option),
    ]);
    const agreed = this.until(
      (part) => part.kind === "verb" && part.option === OPTION.comPort && part.verb !== VERB.will,
    );
    await this.send(concat(...offers, encodeVerb(VERB.will, OPTION.comPort)));
    const answer = await agreed;
    if (answer?.kind !== "verb" || answer.verb !== VERB.do)
      throw new PortError(`${this.name}: that server offers no serial port (RFC 2217).`);
    await this.setBaudRate(baudRate);
    for (const [command, value] of LINE_FORM) await this.ask(command, Uint8Array.of(value));
  }

  private async control(value: number): Promise<void> {
    // Some servers answer with another value than they set (sredird), so it is not looked at.
    await this.ask(COM_PORT.setControl, Uint8Array.of(value));
  }

  private async ask(command: number, value: Uint8Array): Promise<Uint8Array> {
    const answered = this.until(
      (part) =>
        part.kind === "subnegotiation" &&
        part.option === OPTION.comPort &&
        part.bytes[0] === command + COM_PORT.answer,
    );
    await this.send(encodeSubnegotiation(OPTION.comPort, concat(Uint8Array.of(command), value)));
    const answer = await answered;
    if (answer?.kind !== "subnegotiation")
      throw new PortError(`${this.name}: the server does not answer. Is the board plugged in there?`);
    return answer.bytes.subarray(1);
  }

  /** The first part of that kind; null when none comes in time. */
  private until(isWanted: (part: TelnetPart) => boolean): Promise<TelnetPart | null> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle(null), ANSWER_MS);
      const settle = (part: TelnetPart | null) => {
        clearTimeout(timer);
        this.watcher = () => {};
        resolve(part);
      };
      this.watcher = (part) => {
        if (isWanted(part)) settle(part);
      };
    });
  }

  private receive(bytes: Uint8Array): void {
    for (const part of this.decoder.push(bytes)) {
      if (part.kind === "data") this.deliver(part.bytes);
      else {
        this.refuse(part);
        this.watcher(part);
      }
    }
  }

  /** Telnet options beyond a serial port are declined, as Telnet asks for. */
  private refuse(part: TelnetPart): void {
    if (part.kind !== "verb" || [...WANTED_OPTIONS, OPTION.comPort].includes(part.option)) return;
    if (part.verb === VERB.will) void this.send(encodeVerb(VERB.dont, part.option));
    if (part.verb === VERB.do) void this.send(encodeVerb(VERB.wont, part.option));
  }

  private send(bytes: Uint8Array): Promise<void> {
    const { socket } = this;
    if (socket === null) throw new PortError(`${this.name}: is not open.`);
    return new Promise((resolve) => {
      // An error comes as an event as well.
      socket.write(bytes, () => resolve());
    });
  }
}
