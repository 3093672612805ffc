import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ACK_INDEX,
  crc16,
  decodeFrame,
  encodeFrame,
  eventCommand,
  type Frame,
  linkDataRanges,
  MAX_PAYLOAD_BYTES,
  serverIdOf,
} from "../../../sim/bus/frame.ts";
import { toBytes } from "../../../sim/tape/bytes.ts";
import { TRIES } from "../../soak.ts";

const packet = fc.record({
  index: fc.integer({ min: 0, max: 0x3f }),
  command: fc.integer({ min: 0, max: 0xffff }),
  data: fc.uint8Array({ maxLength: 60 }),
});
const frame: fc.Arbitrary<Frame> = fc
  .record({
    flags: fc.integer({ min: 0, max: 0xff }),
    device: fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString("hex")),
    packets: fc.array(packet, { maxLength: 4 }),
  })
  .filter(
    ({ packets }) => packets.reduce((sum, p) => sum + ((7 + p.data.length) & ~3), 0) <= MAX_PAYLOAD_BYTES,
  );

describe("frames on the bus", () => {
  it("come back from their bytes as they were", () => {
    fc.assert(
      fc.property(frame, (sent) => {
        expect(decodeFrame(encodeFrame(sent))).toEqual(sent);
      }),
    );
  });

  it("carry a CRC-16/CCITT over all that follows it", () => {
    // The check value of CRC-16/CCITT-FALSE (poly 0x1021, init 0xffff) in G. Cook's catalogue of CRC algorithms.
    expect(crc16(toBytes("123456789"))).toBe(0x29b1);

    const bytes = encodeFrame({
      flags: 1,
      device: "0123456789abcdef",
      packets: [{ index: 1, command: 2, data: toBytes("hi") }],
    });
    expect(bytes[0] | (bytes[1] << 8)).toBe(crc16(bytes.subarray(2)));
  });

  it("never break the reader, whatever bytes they are made of", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const read = decodeFrame(bytes);
        for (const { data } of read?.packets ?? []) expect(data.length).toBeLessThanOrEqual(bytes.length);
        if (read !== null) linkDataRanges(read);
      }),
      { numRuns: TRIES },
    );
  });

  it("that were cut short or damaged are refused or read within their bounds", () => {
    fc.assert(
      fc.property(frame, fc.nat(), fc.nat(), fc.nat(255), (sent, end, at, value) => {
        const bytes = encodeFrame(sent);
        bytes[at % bytes.length] = value;
        const cut = bytes.subarray(0, end % (bytes.length + 1));
        for (const { data } of decodeFrame(cut)?.packets ?? [])
          expect(data.length).toBeLessThanOrEqual(cut.length);
      }),
      { numRuns: TRIES },
    );
  });

  it("tell what is link data: their checksum, and the one that an acknowledgement repeats", () => {
    const acknowledged: Frame = {
      flags: 0,
      device: "0123456789abcdef",
      packets: [
        { index: 1, command: 0x80, data: toBytes("hello") },
        { index: ACK_INDEX, command: 0xbeef, data: new Uint8Array() },
      ],
    };
    const bytes = encodeFrame(acknowledged);

    const [own, repeated] = linkDataRanges(acknowledged);

    expect(own).toEqual([0, 2]);
    expect([...bytes.slice(...repeated)]).toEqual([0xef, 0xbe]);
  });

  it("number events by seven bits, which wrap", () => {
    expect(eventCommand(0, 1)).toBe(0x8001);
    expect(eventCommand(127, 1)).toBe(0xff01);
    expect(eventCommand(128, 1)).toBe(0x8001);
  });

  it("of firmware's own servers have an id from which the device's comes back", () => {
    const id = "00ff10203040506f";

    expect(serverIdOf(id)).not.toBe(id);
    expect(serverIdOf(serverIdOf(id))).toBe(id);
  });
});
