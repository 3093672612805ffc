import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeFrame } from "../../../sim/bus/frame.ts";
import {
  BRIDGE_COMMAND,
  bridgeCommandOf,
  bridgeFrame,
  encodeFrameOnLine,
  encodeTextOnLine,
  LineDecoder,
} from "../../../sim/bus/usb-bridge.ts";
import { concat, toHex } from "../../../sim/tape/bytes.ts";
import { TRIES } from "../../soak.ts";

const text = fc.uint8Array({ minLength: 1, maxLength: 40 });
const frame = fc
  .tuple(fc.uint8Array({ minLength: 8, maxLength: 8 }), fc.uint8Array({ maxLength: 200 }))
  .map(([id, data]) =>
    encodeFrame({ flags: 1, device: toHex(id), packets: [{ index: 4, command: 0x80, data }] }),
  );
const part = fc.oneof(
  text.map((bytes) => ({ kind: "text" as const, bytes })),
  frame.map((bytes) => ({ kind: "frame" as const, bytes })),
);

/** Neighbouring pieces of text joined. */
function joined(parts: readonly { kind: string; bytes: Uint8Array }[]) {
  const out: { kind: string; hex: string }[] = [];
  for (const { kind, bytes } of parts)
    if (kind === "text" && out.at(-1)?.kind === "text") out.at(-1)!.hex += toHex(bytes);
    else out.push({ kind, hex: toHex(bytes) });
  return out;
}

describe("the line between a board and its USB host", () => {
  it("carries text and frames, however the stream is cut", () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), fc.integer({ min: 1, max: 64 }), (parts, size) => {
        const line = concat(
          ...parts.map(({ kind, bytes }) =>
            kind === "text" ? encodeTextOnLine(bytes) : encodeFrameOnLine(bytes),
          ),
        );
        const decoder = new LineDecoder();
        const got = [];
        for (let at = 0; at < line.length; at += size)
          got.push(...decoder.push(line.subarray(at, at + size)));
        expect(joined(got)).toEqual(joined(parts));
        expect(decoder.damaged).toBe(0);
      }),
      { numRuns: Math.min(TRIES, 1_000) },
    );
  });

  it("never gives out a frame that was damaged on the way, and goes on after it", () => {
    fc.assert(
      fc.property(frame, fc.nat(), fc.integer({ min: 1, max: 255 }), (bytes, place, change) => {
        const line = encodeFrameOnLine(bytes);
        line[place % line.length] ^= change;
        const decoder = new LineDecoder();
        const got = decoder.push(concat(line, encodeFrameOnLine(bytes), encodeFrameOnLine(bytes)));
        const frames = got.filter(({ kind }) => kind === "frame").map((item) => toHex(item.bytes));
        expect(frames.length).toBeGreaterThan(0);
        expect(new Set(frames)).toEqual(new Set([toHex(bytes)]));
      }),
      { numRuns: Math.min(TRIES, 1_000) },
    );
  });

  it("drops a frame that grows without end", () => {
    const decoder = new LineDecoder();
    expect(decoder.push(concat(Uint8Array.of(0xfe, 0xfc), new Uint8Array(300).fill(7)))).toHaveLength(1);
    expect(decoder.damaged).toBe(1);
  });

  it("asks for frames as DeviceScript's own tools do", () => {
    const asked = bridgeFrame(BRIDGE_COMMAND.enablePackets);
    expect(bridgeCommandOf(asked)).toBe(0x81);
    // Frame of jacdac-ts: crc, size 4, flags, class 0x18f61a4a, broadcast mark, empty packet to service 0x3d.
    expect(toHex(asked.subarray(2))).toBe("04454a1af618aaaaaaaa003d8100");
    expect(bridgeCommandOf(encodeFrame({ flags: 1, device: "4a1af618aaaaaaaa", packets: [] }))).toBe(null);
  });
});
