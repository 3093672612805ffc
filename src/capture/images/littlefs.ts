/**
 * Reads LittleFS, version 2 (littlefs, SPEC.md): logs of metadata in pairs of blocks, and files as chains of blocks, of which
 * each points to the one before it. Small files lie in the metadata as they are.
 */
import { Crc32 } from "../../judge/checksum.ts";
import { viewOf } from "../packets/packet.ts";
import { type FileSystem, type FileSystemContents, isWritten } from "./file-system.ts";

export interface LittleFs {
  readonly blockBytes: number;
  readonly blocks: number;
}

/** The superblock: magic, then a tag, and version, size of blocks and their number (SPEC.md, "superblock entry"). */
const SUPERBLOCK = { magicAt: 8, magic: "littlefs", blockBytesAt: 24, blocksAt: 28, bytes: 32 };
const MIN_BLOCK_BYTES = 128;
const MAX_BLOCK_BYTES = 1024 * 1024;
const REVISION_BYTES = 4;
const TAG_BYTES = 4;
/** Kinds of tags: three bits of the kind, and eight more. */
const TYPE = { dir: 0x200, inline: 0x201, chain: 0x202, create: 0x401, delete: 0x4ff, tails: [0x600, 0x601] };
const COMMIT = { mask: 0x780, type: 0x500 };
const DELETED_LENGTH = 0x3ff;
const INVALID = 0x80000000;

/** A first block, though its other fields be damaged. */
export function hasLittleFsMark(block: Uint8Array): boolean {
  const { magicAt, magic } = SUPERBLOCK;
  return Array.from(magic).every((letter, i) => block[magicAt + i] === letter.charCodeAt(0));
}

/** Null for what is no first block of a file system. */
export function littleFsIn(block: Uint8Array): LittleFs | null {
  const { blockBytesAt, blocksAt, bytes } = SUPERBLOCK;
  if (block.length < bytes || !hasLittleFsMark(block)) return null;
  const view = viewOf(block);
  const [blockBytes, blocks] = [view.getUint32(blockBytesAt, true), view.getUint32(blocksAt, true)];
  const isSize = blockBytes >= MIN_BLOCK_BYTES && blockBytes <= MAX_BLOCK_BYTES && blocks >= 2;
  return isSize ? { blockBytes, blocks } : null;
}

/** The file system that begins with this page; null when none does. */
export function littleFsSystem(page: Uint8Array): FileSystem | null {
  const found = littleFsIn(page);
  if (found === null) return null;
  return {
    name: "LittleFS",
    sizeBytes: found.blockBytes * found.blocks,
    moreBytes: 0,
    read: (image) => readLittleFs(image, found),
  };
}

/** `image` begins with the file system's first block. */
export function readLittleFs(image: Uint8Array, { blockBytes }: LittleFs): FileSystemContents {
  const count = Math.floor(image.length / blockBytes);
  const block = (number: number) => image.subarray(number * blockBytes, (number + 1) * blockBytes);
  const logs = Array.from({ length: count }, (_, number) => readLog(block(number)));
  const placed = new Set(logs.flatMap((log, number) => (log === null ? [] : [number])));
  const live = liveChains(logs);
  const stale = logs
    .flatMap((log) => log?.allChains ?? [])
    .filter((chain) => !live.some((one) => isSame(one, chain)));
  const files: Uint8Array[][] = [];
  let missing = 0;
  for (const chain of [...live, ...stale]) {
    const numbers = blocksOf(chain, block, count, blockBytes);
    if (numbers === null) missing += live.includes(chain) ? 1 : 0;
    else {
      for (const number of numbers) placed.add(number);
      files.push(numbers.map((number, i) => block(number).subarray(pointerBytes(i))));
    }
  }
  let unplaced = missing;
  for (let number = 0; number < count; number++)
    if (!placed.has(number) && isWritten(block(number))) unplaced++;
  return { files, unplaced };
}

/** A file in blocks: the last one, and the file's size. */
interface Chain {
  readonly head: number;
  readonly sizeBytes: number;
}

type Pair = readonly [number, number];

interface Log {
  readonly revision: number;
  /** As it is after the last commit. */
  readonly chains: readonly Chain[];
  readonly pairs: readonly Pair[];
  /** Of files that were erased or written anew, too. */
  readonly allChains: readonly Chain[];
}

/** Chains of the files that are there, from the root on. */
function liveChains(logs: readonly (Log | null)[]): Chain[] {
  const chains: Chain[] = [];
  const seen = new Set<number>();
  const left: Pair[] = [[0, 1]];
  for (let pair = left.pop(); pair !== undefined; pair = left.pop()) {
    if (seen.has(pair[0])) continue;
    for (const number of pair) seen.add(number);
    const [first, second] = pair.map((number) => logs[number] ?? null);
    const isSecond = first === null || (second !== null && ((second.revision - first.revision) | 0) > 0);
    const newest = isSecond ? second : first;
    chains.push(...(newest?.chains ?? []));
    left.push(...(newest?.pairs ?? []));
  }
  return chains;
}

function isSame(a: Chain, b: Chain): boolean {
  return a.head === b.head && a.sizeBytes === b.sizeBytes;
}

interface Entry {
  readonly chain: Chain | null;
  readonly pair: Pair | null;
}

const NOTHING: Entry = { chain: null, pair: null };

/** Commits whose checksum is right (SPEC.md, "metadata blocks"); null where there is none. */
function readLog(block: Uint8Array): Log | null {
  const view = viewOf(block);
  const allChains: Chain[] = [];
  let committed: Pick<Log, "chains" | "pairs"> | null = null;
  const entries: Entry[] = [];
  let tail: Pair | null = null;
  let checksum = new Crc32();
  checksum.add(block.subarray(0, REVISION_BYTES));
  let before = 0xffffffff;
  for (let at = REVISION_BYTES; at + TAG_BYTES <= block.length; ) {
    const tag = (view.getUint32(at) ^ before) >>> 0;
    const [type, id, length] = [(tag >>> 20) & 0x7ff, (tag >>> 10) & 0x3ff, tag & 0x3ff];
    const end = at + TAG_BYTES + (length === DELETED_LENGTH ? 0 : length);
    if (tag >= INVALID || end > block.length) break;
    if ((type & COMMIT.mask) === COMMIT.type) {
      checksum.add(block.subarray(at, at + TAG_BYTES));
      if (end < at + 2 * TAG_BYTES || view.getUint32(at + TAG_BYTES, true) !== ~checksum.value >>> 0) break;
      const all = Array.from(entries, (entry) => entry ?? NOTHING);
      committed = {
        chains: all.flatMap(({ chain }) => chain ?? []),
        pairs: [...all.map(({ pair }) => pair), tail].filter((pair) => pair !== null),
      };
      checksum = new Crc32();
      before = (tag ^ ((type & 1) << 31)) >>> 0;
    } else {
      checksum.add(block.subarray(at, end));
      const words =
        length >= 8 && end - at > 8
          ? ([view.getUint32(at + 4, true), view.getUint32(at + 8, true)] as const)
          : null;
      if (type === TYPE.create) entries.splice(id, 0, NOTHING);
      if (type === TYPE.delete) entries.splice(id, 1);
      if (type === TYPE.inline) entries[id] = NOTHING;
      if (words !== null && type === TYPE.dir) entries[id] = { chain: null, pair: words };
      if (words !== null && TYPE.tails.includes(type)) tail = words;
      if (words !== null && type === TYPE.chain) {
        const chain = { head: words[0], sizeBytes: words[1] };
        entries[id] = { chain, pair: null };
        allChains.push(chain);
      }
      before = tag;
    }
    at = end;
  }
  return committed === null ? null : { revision: view.getUint32(0, true), ...committed, allChains };
}

/** Numbers of the blocks of a file, the first one first; null where the chain is broken (SPEC.md, "CTZ skip-lists"). */
function blocksOf(
  { head, sizeBytes }: Chain,
  block: (number: number) => Uint8Array,
  count: number,
  blockBytes: number,
): number[] | null {
  if (sizeBytes === 0) return [];
  const numbers: number[] = [];
  const last = indexOf(sizeBytes - 1, blockBytes);
  if (last >= count) return null;
  for (let index = last, number = head; index >= 0; index--) {
    if (number >= count || numbers.includes(number)) return null;
    numbers.unshift(number);
    if (index > 0) number = viewOf(block(number)).getUint32(0, true);
  }
  return numbers;
}

/** Number of a file's block in which a byte is, as littlefs computes it (lfs.c, lfs_ctz_index). */
function indexOf(place: number, blockBytes: number): number {
  const each = blockBytes - 8;
  const index = Math.floor(place / each);
  return index === 0 ? 0 : Math.floor((place - 4 * (ones(index - 1) + 2)) / each);
}

/** Block N begins with a pointer, and as many more as 2 divides N. */
function pointerBytes(index: number): number {
  return index === 0 ? 0 : 4 * (ones((index & -index) - 1) + 1);
}

function ones(value: number): number {
  let count = 0;
  for (let left = value; left !== 0; left &= left - 1) count++;
  return count;
}
