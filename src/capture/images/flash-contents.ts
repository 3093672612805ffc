/**
 * Looks into the file systems of a flash dump, piece by piece: values that NVS keeps in chunks, files of SPIFFS, whose
 * pages have a header each. Flash that is encrypted is noticed.
 */
import { nvsPageOf, PAGE_BYTES } from "../../../sim/board/nvs-page.ts";
import { concatAll, toLatin1 } from "../../../sim/tape/bytes.ts";
import { looksRandom } from "../../judge/read/randomness.ts";
import type { Ledger } from "../ledger.ts";
import type { Search, Sight } from "../search.ts";
import { fatIn, fatSystem, hasFatMark } from "./fat.ts";
import type { FileSystem } from "./file-system.ts";
import { hasLittleFsMark, littleFsSystem } from "./littlefs.ts";
import { hasTlsWithin, MARK_BYTES, marksWithin } from "./marks-within.ts";

/** SPIFFS as ESP-IDF formats it: pages of 256 bytes, each with an object, a number, flags (spiffs_nucleus.h). */
const SPIFFS = { pageBytes: 256, headerBytes: 5, index: 0x8000, used: 0x01, final: 0x02, deleted: 0x80 };
/** Bytes of files and values that are put together. */
const MAX_HELD_BYTES = 32 * 1024 * 1024;
/** Share of what is written in a flash from which on it is encrypted as a whole. */
const SEALED_SHARE = 0.6;
const WINDOW_BYTES = 512;
const ERASED = 0xff;
/** Marks of file systems whose files may lie in pieces, or packed, that are not put together here. */
const FILE_SYSTEMS: readonly (readonly [mark: string, at: number, name: string])[] = [
  ["EXFAT   ", 3, "exFAT"],
  ["NTFS    ", 3, "NTFS"],
  ["hsqs", 0, "SquashFS"],
  ["UBI#", 0, "UBIFS"],
  ["\u0085\u0019\u0003\u0020", 0, "JFFS2"],
  ["\u0085\u0019\u0001\u00e0", 0, "JFFS2"],
  ["\u0085\u0019\u0002\u00e0", 0, "JFFS2"],
];
const DISK_SECTOR_BYTES = 512;

/** Pages of a file system, up to its end. */
interface Collected {
  readonly system: FileSystem;
  readonly pages: Uint8Array[];
  leftBytes: number;
}

interface Part {
  readonly order: number;
  readonly bytes: Uint8Array;
}

export class FlashContents {
  private held: Uint8Array = new Uint8Array();
  private readonly objects = new Map<string, Part[]>();
  private heldBytes = 0;
  private writtenBytes = 0;
  private randomBytes = 0;
  private sealedPages = 0;
  private readonly systems = new Set<string>();
  /** End of the page before. */
  private before: Uint8Array = new Uint8Array();
  private hasTls = false;
  /** A file system of which not all pages have come yet. */
  private collected: Collected | null = null;

  constructor(
    private readonly search: Search,
    private readonly sight: Sight,
    private readonly ledger: Ledger,
  ) {}

  push(piece: Uint8Array): void {
    const bytes = Buffer.concat([this.held, piece]);
    let at = 0;
    for (; at + PAGE_BYTES <= bytes.length; at += PAGE_BYTES) this.page(bytes.subarray(at, at + PAGE_BYTES));
    this.held = bytes.subarray(at).slice();
  }

  close(): void {
    if (this.held.length > 0) this.page(this.held);
    this.endSystem();
    for (const [name, parts] of this.objects) this.searchObject(name, parts);
    for (const name of this.systems)
      this.ledger.blind({ kind: "filesystem", sizeBytes: 0, detail: name }, null);
    if (this.hasTls) this.ledger.blind({ kind: "tls", sizeBytes: 0, detail: null }, null);
    if (this.sealedPages > 0)
      this.ledger.blind(
        { kind: "nvs", sizeBytes: this.sealedPages * PAGE_BYTES, detail: null },
        null,
        this.sealedPages,
      );
    const isSealed = this.randomBytes > SEALED_SHARE * this.writtenBytes;
    if (!isSealed && this.held.length > 0) this.noteUnfinished(this.held);
    if (this.randomBytes > 0)
      this.ledger.blind(
        { kind: isSealed ? "flash" : "opaque", sizeBytes: this.randomBytes, detail: null },
        null,
      );
    this.ledger.content(this.writtenBytes - this.randomBytes);
  }

  /** The last page, if it is not whole and belongs to a store. */
  private noteUnfinished(page: Uint8Array): void {
    const isStore = nvsPageOf(Buffer.concat([page, new Uint8Array(PAGE_BYTES - page.length)])) !== null;
    const file = page.subarray(page.length - (page.length % SPIFFS.pageBytes));
    const hasFiles = [...this.objects.keys()].some((name) => name.startsWith("spiffs"));
    if (!isStore && !(hasFiles && isSpiffsFile(file))) return;
    const detail = isStore ? "NVS" : "SPIFFS";
    this.ledger.blind({ kind: "unfinished", sizeBytes: page.length, detail }, null);
  }

  private page(page: Uint8Array): void {
    this.judge(page);
    const littleFs = littleFsSystem(page);
    const around = this.collect(page, littleFs ?? fatSystem(page));
    const isOf = (name: string, sizeBytes: number | undefined) =>
      around?.name === name && around.sizeBytes === sizeBytes;
    for (const [mark, at, name] of FILE_SYSTEMS)
      if (page[at] === mark.charCodeAt(0) && toLatin1(page.subarray(at, at + mark.length)) === mark)
        this.systems.add(name);
    // Some have a second first page. One that begins within a page, or in a file of another one, is not put together.
    if (hasLittleFsMark(page) && !isOf("LittleFS", littleFs?.sizeBytes)) this.systems.add("LittleFS");
    for (let at = 0; at + DISK_SECTOR_BYTES <= page.length; at += DISK_SECTOR_BYTES) {
      const sector = page.subarray(at, at + DISK_SECTOR_BYTES);
      if (hasFatMark(sector) && !isOf("FAT", fatIn(sector)?.sizeBytes)) this.systems.add("FAT");
    }
    this.lookForMarks(page);
    const nvs = nvsPageOf(page);
    if (nvs?.isSealed) this.sealedPages++;
    for (const { space, key, chunk, bytes, isDeleted } of nvs?.values ?? [])
      this.keep(`nvs ${isDeleted ? "deleted" : ""} ${space} ${key}`, chunk, bytes);
    if (nvs === null) this.spiffs(page);
  }

  /** Marks may lie across two pages. */
  private lookForMarks(page: Uint8Array): void {
    const bytes = Buffer.concat([this.before, page]);
    this.before = page.slice(-MARK_BYTES);
    for (const name of marksWithin(bytes)) this.systems.add(name);
    this.hasTls ||= hasTlsWithin(bytes);
  }

  /** `system`: the one that begins with this page. The one that the page belongs to comes back. */
  private collect(page: Uint8Array, system: FileSystem | null): FileSystem | null {
    if (this.collected === null && system !== null) this.begin(system);
    const { collected } = this;
    if (collected === null) return null;
    collected.pages.push(page.slice());
    collected.leftBytes -= page.length;
    if (collected.leftBytes <= 0) this.endSystem();
    return collected.system;
  }

  private begin(system: FileSystem): void {
    const { name, sizeBytes, moreBytes } = system;
    if (this.heldBytes + sizeBytes > MAX_HELD_BYTES) this.systems.add(name);
    else this.collected = { system, pages: [], leftBytes: sizeBytes + moreBytes };
  }

  private endSystem(): void {
    if (this.collected === null) return;
    const { system, pages, leftBytes } = this.collected;
    const { name, moreBytes, read } = system;
    this.collected = null;
    const contents = leftBytes > moreBytes ? null : read(concatAll(pages));
    if (contents === null || contents.unplaced > 0) this.systems.add(name);
    for (const parts of contents?.files ?? []) {
      const thread = this.search.thread(() => ({ ...this.sight, layers: [name.toLowerCase()] }));
      for (const bytes of parts) thread.push(bytes, { atMicros: 0, where: `in a file (${name})` });
      thread.close();
    }
  }

  private judge(page: Uint8Array): void {
    for (let at = 0; at < page.length; at += WINDOW_BYTES) {
      const window = page.subarray(at, at + WINDOW_BYTES);
      if (isErased(window)) continue;
      this.writtenBytes += window.length;
      if (looksRandom(window)) this.randomBytes += window.length;
    }
  }

  private spiffs(page: Uint8Array): void {
    const { pageBytes, headerBytes, deleted } = SPIFFS;
    for (let at = 0; at + pageBytes <= page.length; at += pageBytes) {
      const bytes = page.subarray(at, at + pageBytes);
      if (!isSpiffsFile(bytes)) continue;
      const order = bytes[2] | (bytes[3] << 8);
      // Deleted files are still there.
      const name = (bytes[4] & deleted) === 0 ? "spiffs deleted" : "spiffs";
      this.keep(`${name} ${bytes[0] | (bytes[1] << 8)}`, order, bytes.subarray(headerBytes));
    }
  }

  private keep(name: string, order: number, bytes: Uint8Array): void {
    if (this.heldBytes + bytes.length > MAX_HELD_BYTES) {
      this.ledger.blind({ kind: "limit", sizeBytes: bytes.length, detail: "files in flash" }, null);
      return;
    }
    this.heldBytes += bytes.length;
    const parts = this.objects.get(name) ?? [];
    parts.push({ order, bytes: bytes.slice() });
    this.objects.set(name, parts);
  }

  /** Of one piece the file itself has been searched. */
  private searchObject(name: string, parts: readonly Part[]): void {
    if (parts.length < 2) return;
    const ordered = [...parts].sort((a, b) => a.order - b.order);
    const kind = name.startsWith("nvs") ? "nvs" : "spiffs";
    const thread = this.search.thread(() => ({ ...this.sight, layers: [kind] }));
    for (const { bytes } of ordered) thread.push(bytes, { atMicros: 0, where: `in the store (${kind})` });
    thread.close();
  }
}

function isErased(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) if (bytes[at] !== ERASED) return false;
  return true;
}

/** A page of a file: its flags are cleared bit by bit. */
function isSpiffsFile(page: Uint8Array): boolean {
  const { headerBytes, index, used, final } = SPIFFS;
  if (page.length < headerBytes) return false;
  const object = page[0] | (page[1] << 8);
  return object !== 0 && object < index && (page[4] & (used | final)) === 0;
}
