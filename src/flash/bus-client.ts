/** Talks to the services on a board's bus, through the bridge on its serial port. */

import {
  decodeFrame,
  encodeFrame,
  FLAG_COMMAND,
  type Frame,
  GET_REGISTER,
  type Packet,
} from "../../sim/bus/frame.ts";
import { BRIDGE_COMMAND, bridgeFrame } from "../../sim/bus/usb-bridge.ts";
import { Directory, type ServicePlace } from "./directory.ts";
import type { BoardLink, FromBoard } from "./link.ts";

/** A question or command that is not answered is sent again after this. */
const AGAIN_MS = 1_000;

export class BusClient {
  readonly directory = new Directory();

  /** `seen` is told of everything that comes. */
  constructor(
    private readonly link: BoardLink,
    private readonly seen: (item: FromBoard) => void = () => {},
  ) {}

  /** The service of that class that announces itself first; null when none does within the time. */
  async find(serviceClass: number, withinMillis: number): Promise<ServicePlace | null> {
    return this.until(withinMillis, [bridgeFrame(BRIDGE_COMMAND.enablePackets)], () =>
      this.directory.placesOf(serviceClass).at(0),
    );
  }

  /** Value of a register; null when nobody answers within the time. */
  async read(place: ServicePlace, register: number, withinMillis: number): Promise<Uint8Array | null> {
    const command = GET_REGISTER | register;
    const question = commandFrame(place, command, new Uint8Array());
    return this.until(withinMillis, [question], (frame) => answerIn(frame, place, command)?.data);
  }

  /** Sends a command once, and returns the report that answers it; null when none comes within the time. */
  async call(
    place: ServicePlace,
    command: number,
    data: Uint8Array,
    withinMillis: number,
  ): Promise<Uint8Array | null> {
    await this.link.send(commandFrame(place, command, data));
    return this.until(withinMillis, [], (frame) => answerIn(frame, place, command)?.data);
  }

  /** Sends the frames, again and again, until `look` finds something in a frame that came. */
  private async until<T>(
    withinMillis: number,
    send: readonly Uint8Array[],
    look: (frame: Frame) => T | undefined,
  ): Promise<T | null> {
    const end = this.link.now + withinMillis;
    while (this.link.now < end) {
      for (const frame of send) await this.link.send(frame);
      const again = send.length === 0 ? end : Math.min(end, this.link.now + AGAIN_MS);
      for (let item = await this.link.next(again); item !== null; item = await this.link.next(again)) {
        const found = this.take(item, look);
        if (found !== undefined) return found;
      }
    }
    return null;
  }

  private take<T>(item: FromBoard, look: (frame: Frame) => T | undefined): T | undefined {
    this.seen(item);
    const frame = item.kind === "frame" ? decodeFrame(item.bytes) : null;
    if (frame === null) return undefined;
    this.directory.note(frame);
    return look(frame);
  }
}

function commandFrame({ device, index }: ServicePlace, command: number, data: Uint8Array): Uint8Array {
  return encodeFrame({ flags: FLAG_COMMAND, device, packets: [{ index, command, data }] });
}

function answerIn(
  { flags, device, packets }: Frame,
  place: ServicePlace,
  command: number,
): Packet | undefined {
  if ((flags & FLAG_COMMAND) !== 0 || device !== place.device) return undefined;
  return packets.find((packet) => packet.index === place.index && packet.command === command);
}
