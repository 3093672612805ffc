/** Listens to a board for a while, also across resets and when its port goes away and comes back. */

import { BRIDGE_COMMAND, bridgeFrame } from "../../sim/bus/usb-bridge.ts";
import { BoardLink, type FromBoard } from "../flash/link.ts";
import { type Port, PortError, PortLost } from "../flash/port.ts";

export interface WatchOptions {
  readonly baudRate?: number;
  /** Null: until `signal`. */
  readonly forMillis: number | null;
  readonly signal: AbortSignal;
  /** Ask the board for the frames on its bus as well. */
  readonly wantsFrames: boolean;
  /** Restart the board first, to see it from the beginning. */
  readonly restarts?: boolean;
  /** Wait for a port that went away. */
  readonly reconnects: boolean;
  /** Receiver of each item from the board; its time counts from the beginning. */
  readonly take: (item: FromBoard) => void;
  /** The port went away, or is back. */
  readonly notice: (text: string, atMillis: number) => void;
}

/** Polling interval of the stop check. */
const LOOK_MS = 200;
/** Each device on the bus says twice a second that it is there: after such a silence frames are asked for anew. */
const SILENCE_MS = 1_500;
const RETRY_MS = 500;

/** Throws a PortError when the port can't be had, or went away and is not waited for. */
export async function watch(port: Port, options: WatchOptions): Promise<void> {
  const startMillis = port.time.now();
  const end = startMillis + (options.forMillis ?? Number.POSITIVE_INFINITY);
  const isOver = () => options.signal.aborted || port.time.now() >= end;
  let link = await BoardLink.open(port, options.baudRate);
  if (options.restarts) await link.restart();
  while (!isOver()) {
    try {
      await listen(link, startMillis, end, options);
    } catch (error) {
      if (!(error instanceof PortLost) || !options.reconnects) throw error;
      options.notice("The port went away; waiting for it.", port.time.now() - startMillis);
      await link.close();
      const back = await reopened(port, options.baudRate, isOver);
      if (back === null) return;
      link = back;
      options.notice("The port is back.", port.time.now() - startMillis);
    }
  }
  await link.close();
}

async function listen(
  link: BoardLink,
  startMillis: number,
  end: number,
  { signal, wantsFrames, take }: WatchOptions,
): Promise<void> {
  let frameAt = Number.NEGATIVE_INFINITY;
  while (!signal.aborted && link.now < end) {
    if (wantsFrames && link.now - frameAt > SILENCE_MS) {
      await link.send(bridgeFrame(BRIDGE_COMMAND.enablePackets));
      frameAt = link.now;
    }
    const item = await link.next(Math.min(end, link.now + LOOK_MS));
    if (item === null) continue;
    if (item.kind === "frame") frameAt = link.now;
    take({ ...item, atMillis: item.atMillis - startMillis });
  }
}

async function reopened(
  port: Port,
  baudRate: number | undefined,
  isOver: () => boolean,
): Promise<BoardLink | null> {
  while (!isOver()) {
    await port.time.pass(RETRY_MS);
    try {
      return await BoardLink.open(port, baudRate);
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
    }
  }
  return null;
}
