/** A port whose line somebody has cut, to sit between: sees, changes, keeps and makes up packets both ways. */
import { decodeFrame, encodeFrame, FLAG_COMMAND, type Packet } from "../../sim/bus/frame.ts";
import { bridgeCommandOf, encodeFrameOnLine, LineDecoder } from "../../sim/bus/usb-bridge.ts";
import type { EmulatedPort } from "../../src/flash/emulated-port.ts";

export interface Relay {
  /** A report on its way to the owner: as it arrives there; null where it does not. */
  readonly toOwner?: (packet: Packet) => Packet | null;
  /** A command on its way to the board: null where it does not arrive, a report where the relay answers itself. */
  readonly toBoard?: (packet: Packet) => Packet | { readonly answer: Packet } | null;
}

/** The port itself, with the relay on its line from the next time that it is opened. */
export function withRelay(port: EmulatedPort, { toOwner, toBoard }: Relay): EmulatedPort {
  const open = port.open.bind(port);
  port.open = async (options) => {
    await open(options);
    const { readable, writable } = port;
    const [fromBoard, fromOwner] = [new LineDecoder(), new LineDecoder()];
    let answerOwner: (bytes: Uint8Array) => void = () => {};
    const line = new TransformStream<Uint8Array, Uint8Array>({
      start: (controller) => {
        answerOwner = (bytes) => controller.enqueue(bytes);
      },
      transform: (bytes) => {
        for (const part of fromBoard.push(bytes)) {
          const frame = part.kind === "frame" ? decodeFrame(part.bytes) : null;
          if (part.kind === "text") answerOwner(part.bytes);
          else if (frame === null || (frame.flags & FLAG_COMMAND) !== 0 || toOwner === undefined)
            answerOwner(encodeFrameOnLine(part.bytes));
          else {
            const packets = frame.packets.flatMap((packet) => toOwner(packet) ?? []);
            if (packets.length > 0) answerOwner(encodeFrameOnLine(encodeFrame({ ...frame, packets })));
          }
        }
      },
    });
    const writer = writable!.getWriter();
    port.readable = readable!.pipeThrough(line);
    port.writable = new WritableStream({
      write: async (bytes) => {
        for (const { bytes: raw } of fromOwner.push(bytes)) {
          const frame = bridgeCommandOf(raw) === null ? decodeFrame(raw) : null;
          const packet = frame?.packets[0];
          const passed = packet === undefined || toBoard === undefined ? packet : toBoard(packet);
          if (frame === null || passed === packet) await writer.write(encodeFrameOnLine(raw));
          else if (passed !== null && passed !== undefined && "answer" in passed)
            answerOwner(encodeFrameOnLine(encodeFrame({ ...frame, flags: 0, packets: [passed.answer] })));
          else if (passed !== null && passed !== undefined)
            await writer.write(encodeFrameOnLine(encodeFrame({ ...frame, packets: [passed] })));
        }
      },
    });
  };
  return port;
}
