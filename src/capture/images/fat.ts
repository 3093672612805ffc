/**
 * Reads FAT (Microsoft, "FAT File System Specification", 2000): every chain of clusters in its table is a file or a folder. On
 * ESP-IDF's wear levelling (components/wear_levelling, WL_Flash.cpp) one sector lies between the others.
 */
import { viewOf } from "../packets/packet.ts";
import { type FileSystem, type FileSystemContents, isWritten } from "./file-system.ts";

export interface Fat {
  readonly sectorBytes: number;
  readonly clusterBytes: number;
  readonly tableAt: number;
  readonly dataAt: number;
  readonly clusters: number;
  readonly sizeBytes: number;
}

/** First sector: jump, and places of the fields (section 3). */
const JUMPS = [0xeb, 0xe9];
const SECTOR_BYTES = [512, 1024, 2048, 4096];
const MARK_AT = 510;
const ENTRY_BYTES = 32;
/** Clusters from which on numbers have more bits (section 3.5). */
const MOST_12_BITS = 4_085;
const MOST_16_BITS = 65_525;
const FIRST_CLUSTER = 2;
const ERASED = 0xff;

/** State of the wear levelling: places of its fields, in words, and what two of them are. */
const WEAR = { pageBytes: 4096, headBytes: 64, recordBytes: 16, most: 1, moves: 2, block: 5, version: 6 };
const WEAR_VERSION = 2;
/** Pages behind a file system that may hold that state. */
const WEAR_PAGES = 2;

/** A first sector, though its other fields be damaged. */
export function hasFatMark(sector: Uint8Array): boolean {
  if (sector.length < 512 || !JUMPS.includes(sector[0])) return false;
  if (sector[MARK_AT] !== 0x55 || sector[MARK_AT + 1] !== 0xaa) return false;
  const tables = sector[16];
  return SECTOR_BYTES.includes(viewOf(sector).getUint16(11, true)) && (tables === 1 || tables === 2);
}

/** Null for what is no first sector. */
export function fatIn(sector: Uint8Array): Fat | null {
  if (!hasFatMark(sector)) return null;
  const view = viewOf(sector);
  const sectorBytes = view.getUint16(11, true);
  const [perCluster, tables] = [sector[13], sector[16]];
  if (perCluster === 0) return null;
  const reserved = view.getUint16(14, true);
  const rootBytes = view.getUint16(17, true) * ENTRY_BYTES;
  const sectors = view.getUint16(19, true) || view.getUint32(32, true);
  const tableSectors = view.getUint16(22, true) || view.getUint32(36, true);
  const dataSector = reserved + tables * tableSectors + Math.ceil(rootBytes / sectorBytes);
  const clusters = Math.floor((sectors - dataSector) / perCluster);
  if (clusters <= 0) return null;
  return {
    sectorBytes,
    clusterBytes: perCluster * sectorBytes,
    tableAt: reserved * sectorBytes,
    dataAt: dataSector * sectorBytes,
    clusters,
    sizeBytes: sectors * sectorBytes,
  };
}

/** The file system that begins with this page; null when none does. */
export function fatSystem(page: Uint8Array): FileSystem | null {
  const fat = fatIn(page);
  if (fat === null) return null;
  return {
    name: "FAT",
    sizeBytes: fat.sizeBytes,
    moreBytes: WEAR_PAGES * WEAR.pageBytes,
    read: (image) => {
      const ordered = withoutWear(image, fat);
      return ordered === null ? null : readFat(ordered, fat);
    },
  };
}

/** The sectors in their order. `image` begins with the first sector; null where they can't be told. */
function withoutWear(image: Uint8Array, { sizeBytes }: Fat): Uint8Array | null {
  const { pageBytes, headBytes, recordBytes } = WEAR;
  for (let extra = 0; extra < WEAR_PAGES; extra++) {
    const at = sizeBytes + extra * pageBytes;
    if (sizeBytes % pageBytes !== 0 || at + pageBytes > image.length) break;
    const view = viewOf(image.subarray(at, at + pageBytes));
    const word = (place: number) => view.getUint32(4 * place, true);
    if (word(WEAR.block) !== pageBytes || word(WEAR.version) !== WEAR_VERSION) continue;
    if (word(WEAR.most) !== sizeBytes / pageBytes + 1 || word(WEAR.moves) !== 0) return null;
    let moved = 0;
    for (let record = headBytes; record + recordBytes <= pageBytes; record += recordBytes, moved++)
      if (!isWritten(image.subarray(at + record, at + record + recordBytes))) break;
    // The free sector lies before the first one as long as none was moved, and later behind those that were.
    if ((moved === 0) !== (extra === 0)) return null;
    if (moved === 0) break;
    const whole = image.slice(0, sizeBytes);
    whole.set(image.subarray((moved + 1) * pageBytes, sizeBytes + pageBytes), moved * pageBytes);
    return whole;
  }
  return image.subarray(0, sizeBytes);
}

/** Every chain of clusters, whether whole or broken. */
export function readFat(image: Uint8Array, fat: Fat): FileSystemContents {
  const { clusters, clusterBytes, dataAt } = fat;
  const next = tableOf(image, fat);
  const end = FIRST_CLUSTER + clusters;
  const cluster = (number: number) => {
    const at = dataAt + (number - FIRST_CLUSTER) * clusterBytes;
    return image.subarray(at, at + clusterBytes);
  };
  const isFollowed = new Uint8Array(end);
  for (let number = FIRST_CLUSTER; number < end; number++) if (next[number] > 0) isFollowed[next[number]] = 1;
  const isPlaced = new Uint8Array(end);
  const files: Uint8Array[][] = [];
  let unplaced = 0;
  for (let head = FIRST_CLUSTER; head < end; head++) {
    if (next[head] === FREE || isFollowed[head] === 1) continue;
    const file: Uint8Array[] = [];
    let number = head;
    while (number > 0 && isPlaced[number] === 0) {
      isPlaced[number] = 1;
      file.push(cluster(number));
      number = next[number];
    }
    // A chain ends with the mark of an end, and nowhere else.
    if (number !== LAST) unplaced++;
    files.push(file);
  }
  for (let number = FIRST_CLUSTER; number < end; number++)
    if (isPlaced[number] === 0 && hasContent(cluster(number))) unplaced++;
  return { files, unplaced };
}

const FREE = 0;
const LAST = -1;

/** By cluster the next one of its chain. */
function tableOf(image: Uint8Array, { tableAt, clusters }: Fat): Int32Array {
  const bits = clusters < MOST_12_BITS ? 12 : clusters < MOST_16_BITS ? 16 : 32;
  const view = viewOf(image);
  const end = FIRST_CLUSTER + clusters;
  // Bad clusters and ends have the highest numbers; of 32 bits four are not used (section 4).
  const firstEnd = bits === 12 ? 0xff7 : bits === 16 ? 0xfff7 : 0xffffff7;
  return Int32Array.from({ length: end }, (_, number) => {
    const at = tableAt + Math.floor((number * bits) / 8);
    if (at + Math.ceil(bits / 8) > image.length) return FREE;
    const word = bits === 32 ? view.getUint32(at, true) & 0xfffffff : view.getUint16(at, true);
    const value = bits === 12 ? (number % 2 === 0 ? word & 0xfff : word >> 4) : word;
    if (value >= firstEnd) return LAST;
    return value >= FIRST_CLUSTER && value < end ? value : FREE;
  });
}

/** False for clusters that were never used: they are erased, or zeros. */
function hasContent(bytes: Uint8Array): boolean {
  return bytes.some((byte) => byte !== ERASED && byte !== 0);
}
