/** Takes the compression of a whole file off: gzip, bzip2, zstd, LZ4, and ZIP with one file in it. Others are refused. */
import { Unzip, UnzipInflate } from "fflate";
import { Decompress } from "fzstd";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { unpackBzip2 } from "./bzip2.ts";
import { isFiddler } from "./fiddler.ts";
import { unpackLz4 } from "./lz4.ts";
import type { ScanTools } from "./scan-tools.ts";

/** Packed bytes that are fed at once, so that little more than a piece comes out: deflate makes 1,032 bytes of one. */
const FED_BYTES = 2 * 1024;
/** The same of zstd, which makes 128 KiB of four. */
const FED_ZSTD_BYTES = 256;

type Bytes = AsyncIterable<Uint8Array>;

const PACKED: readonly {
  readonly mark: readonly number[];
  /** Place of the mark; the beginning where nothing is said. */
  readonly at?: number;
  readonly unpack: (pieces: Bytes, file: string, tools: Pick<ScanTools, "gunzip">) => Bytes;
}[] = [
  { mark: [0x1f, 0x8b, 0x08], unpack: (pieces, _, { gunzip }) => gunzip(pieces) },
  { mark: [0x28, 0xb5, 0x2f, 0xfd], unpack: unzstd },
  { mark: [0x04, 0x22, 0x4d, 0x18], unpack: unpackLz4 },
  { mark: [0x50, 0x4b, 0x03, 0x04], unpack: unzip },
  { mark: [0x42, 0x5a, 0x68], unpack: unpackBzip2 },
  { mark: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], unpack: refuse("xz", 'Unpack it first, with "xz -d".') },
  { mark: [0x5d, 0, 0], unpack: refuse("LZMA", 'Unpack it first, with "unlzma".') },
  { mark: [0x4c, 0x5a, 0x49, 0x50], unpack: refuse("lzip", 'Unpack it first, with "lzip -d".') },
  { mark: [0x89, 0x4c, 0x5a, 0x4f], unpack: refuse("lzop", 'Unpack it first, with "lzop -d".') },
  { mark: [0x1f, 0x9d], unpack: refuse("compress", 'Unpack it first, with "uncompress".') },
  { mark: [0xff, 6, 0, 0, 0x73, 0x4e, 0x61, 0x50], unpack: refuse("Snappy", "Unpack it first.") },
  { mark: [0x52, 0x61, 0x72, 0x21, 0x1a, 7], unpack: refuse("RAR", "Unpack it first.") },
  { mark: [0x4d, 0x53, 0x43, 0x46], unpack: refuse("CAB", 'Unpack it first, with "cabextract".') },
  {
    mark: [0x75, 0x73, 0x74, 0x61, 0x72],
    at: 257,
    unpack: refuse("tar", 'Unpack it first, with "tar -xf".'),
  },
  { mark: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], unpack: refuse("7z", 'Unpack it first, with "7z x".') },
];

/** Archives of Fiddler are a format of their own. */
export function isPacked(head: Uint8Array): boolean {
  return kindOf(head) !== undefined && !isFiddler(head);
}

/** The content of a packed file. Breaks off with an error where it is broken. */
export function unpackedFile(
  head: Uint8Array,
  pieces: Bytes,
  file: string,
  tools: Pick<ScanTools, "gunzip">,
): Bytes {
  return kindOf(head)!.unpack(pieces, file, tools);
}

function kindOf(head: Uint8Array) {
  return PACKED.find(({ mark, at = 0 }) => mark.every((byte, i) => head[at + i] === byte));
}

async function* unzstd(pieces: Bytes): AsyncGenerator<Uint8Array> {
  const out: Uint8Array[] = [];
  let hasEnded = false;
  const stream = new Decompress((piece, isLast) => {
    out.push(piece);
    hasEnded = isLast === true;
  });
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; at += FED_ZSTD_BYTES) {
      stream.push(piece.subarray(at, at + FED_ZSTD_BYTES));
      yield* out.splice(0);
    }
  }
  stream.push(new Uint8Array(), true);
  yield* out.splice(0);
  if (!hasEnded) throw new RangeError("zstd is cut short");
}

/** A ZIP file with several files in it is no recording. */
async function* unzip(pieces: Bytes, file: string): AsyncGenerator<Uint8Array> {
  const out: Uint8Array[] = [];
  const names: string[] = [];
  let failure: Error | null = null;
  let hasEnded = false;
  const stream = new Unzip((entry) => {
    names.push(entry.name);
    entry.ondata = (error, piece, isLast) => {
      failure ??= error;
      hasEnded ||= isLast;
      if (names.length === 1 && piece) out.push(piece);
    };
    if (names.length === 1) entry.start();
  });
  stream.register(UnzipInflate);
  const checked = () => {
    if (names.length > 1) throw archive(file);
    if (failure !== null) throw failure;
  };
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; at += FED_BYTES) {
      stream.push(piece.subarray(at, at + FED_BYTES), false);
      checked();
      yield* out.splice(0);
    }
  }
  stream.push(new Uint8Array(), true);
  checked();
  yield* out.splice(0);
  if (!hasEnded) throw new RangeError("ZIP is cut short");
}

function archive(file: string): UserError {
  return new UserError(
    `${file}: is a ZIP file with several files in it. Unpack it first, and name the files.`,
    EXIT_USAGE,
  );
}

function refuse(name: string, help: string): (pieces: Bytes, file: string) => Bytes {
  return (_, file) => {
    throw new UserError(`${file}: is packed with ${name}. ${help}`, EXIT_USAGE);
  };
}
