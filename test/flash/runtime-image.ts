/** A runtime as they are published, with nothing in it that would run: for tests of what handles such files. */
import { createHash } from "node:crypto";
import { concat, toBytes } from "../../sim/bytes.ts";
import { Random } from "../../sim/random.ts";
import type { Board, Chip } from "../../src/flash/boards.ts";

const CHIP_IDS: Readonly<Record<Chip, number>> = { esp32: 0, esp32s2: 2, esp32c3: 5, esp32s3: 9 };

export function runtimeImage(board: Board, appBytes: number): Uint8Array {
  const at = (offset: number) => offset - board.runtimeOffset;
  const app = espImage(board.chip, appBytes);
  const factory = board.partitions.find(({ name }) => name === "factory")!;
  const file = new Uint8Array(at(factory.offset) + app.length).fill(0xff);
  file.set(espImage(board.chip, 8_000));
  file.set(concat(...board.partitions.map(tableEntry)), at(0x8000));
  file.set(emptyConfig(), at(0x9000));
  file.set(app, at(factory.offset));
  return file;
}

/** One segment of noise, with checksum and hash. */
function espImage(chip: Chip, sizeBytes: number): Uint8Array {
  const head = new Uint8Array(24);
  head.set([0xe9, 1]);
  head[12] = CHIP_IDS[chip];
  head[23] = 1;
  const segment = Random.stream(sizeBytes, "segment").bytes(sizeBytes);
  const segmentHead = new Uint8Array(Uint32Array.of(0x3c000020, sizeBytes).buffer);
  const used = head.length + segmentHead.length + sizeBytes;
  const padding = new Uint8Array(16 - (used % 16));
  padding[padding.length - 1] = segment.reduce((sum, byte) => sum ^ byte, 0xef);
  const image = concat(head, segmentHead, segment, padding);
  return concat(image, new Uint8Array(createHash("sha256").update(image).digest()));
}

function tableEntry({ name, offset, sizeBytes }: Board["partitions"][number]): Uint8Array {
  const entry = new Uint8Array(32);
  const view = new DataView(entry.buffer);
  view.setUint16(0, 0x50aa, true);
  view.setUint32(4, offset, true);
  view.setUint32(8, sizeBytes, true);
  entry.set(toBytes(name).subarray(0, 16), 12);
  return entry;
}

/** A device configuration without entries. */
function emptyConfig(): Uint8Array {
  const config = new Uint8Array(88 + 24);
  config.set([0x44, 0x43, 0x46, 0x47, 0x0a, 0x9b, 0xb4, 0xca]);
  new DataView(config.buffer).setUint32(8, config.length, true);
  config.fill(0xff, 88);
  return config;
}
