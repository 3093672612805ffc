/** Takes a recording apart for a person who looks into it: packets, requests, lines, or blocks of a flash. */
import { concatAll } from "../../../../sim/tape/bytes.ts";
import type { ByteSource } from "../../../capture/byte-source.ts";
import { type Message, Messages } from "../../../capture/compare/messages.ts";
import { refuseForeign } from "../../../capture/foreign.ts";
import { captureFormat, type FormatName, formatOf } from "../../../capture/format.ts";
import { PcapReader } from "../../../capture/packets/pcap.ts";
import { PcapngReader } from "../../../capture/packets/pcapng.ts";
import type { Recording } from "../../../capture/scan-recording.ts";
import { Search } from "../../../capture/search.ts";
import { placeOf, type Unit, type UnitPlace, type Units, type UnitsKind } from "../game/unit.ts";
import { PacketSummary } from "./packet-summary.ts";
import { pageScanTools } from "./page-recording.ts";
import { readable } from "./readable.ts";

/** More are no game. */
const MAX_UNITS = 20_000;
/** Longer units are listed in parts. */
const PART_BYTES = 2_048;
const BLOCK_BYTES = 512;
const LINE_FEED = 0x0a;

/** Throws a UserError for a format that is not read. */
export async function unitsOf(recording: Recording): Promise<Units> {
  const source = await recording.open();
  refuseForeign(recording.name, source.head);
  const format = formatOf(source.head);
  const list = new UnitList();
  const kind = KINDS[format] ?? (captureFormat(format).hasLines ? "lines" : "blocks");
  await LISTERS[kind](source, list, recording);
  return { of: kind, units: list.units, isCut: list.isCut };
}

class UnitList {
  readonly units: Unit[] = [];
  /** It holds as many as it may, and there were more. */
  isCut = false;

  /** In parts, where it is long. */
  add(unit: Omit<Unit, "start">): void {
    const { bytes } = unit;
    for (let start = 0; start === 0 || start < bytes.length; start += PART_BYTES) {
      if (this.units.length >= MAX_UNITS) {
        this.isCut = true;
        return;
      }
      const part = bytes.slice(start, start + PART_BYTES);
      const contentAt = start === 0 ? Math.min(unit.contentAt, part.length) : 0;
      const about = start === 0 ? unit.about : readable(part);
      this.units.push({ ...unit, about, bytes: part, start, contentAt });
    }
  }
}

type Lister = (source: ByteSource, list: UnitList, recording: Recording) => Promise<void>;

/** Of formats that are more than lines or bytes. */
const KINDS: Partial<Readonly<Record<FormatName, UnitsKind>>> = {
  pcap: "packets",
  pcapng: "packets",
  har: "requests",
};

const LISTERS: Readonly<Record<UnitsKind, Lister>> = {
  packets: listPackets,
  requests: listRequests,
  lines: listLines,
  blocks: listBlocks,
};

async function listPackets(source: ByteSource, list: UnitList): Promise<void> {
  const reader = formatOf(source.head) === "pcap" ? new PcapReader() : new PcapngReader();
  const summary = new PacketSummary();
  let startMicros: number | null = null;
  for await (const piece of source.pieces()) {
    if (list.isCut || reader.trouble !== null) return;
    for (const packet of reader.push(piece)) {
      startMicros ??= packet.atMicros;
      const { about, content } = summary.of(packet);
      const isInside = content.buffer === packet.bytes.buffer;
      list.add({
        place: { kind: "frame", number: packet.number },
        atMicros: Math.max(0, packet.atMicros - startMicros),
        about,
        bytes: packet.bytes,
        contentAt: isInside ? content.byteOffset - packet.bytes.byteOffset : 0,
      });
    }
  }
}

/** The messages of an archive, as the scanner puts them together. */
async function listRequests(source: ByteSource, list: UnitList, recording: Recording): Promise<void> {
  const messages = new MessageUnits(list);
  const means = { inside: async () => null, linked: null, again: () => recording.open(), messages };
  await captureFormat("har").read(source, new Search([], pageScanTools.crypto), means);
}

class MessageUnits extends Messages {
  constructor(private readonly list: UnitList) {
    super();
  }

  override add({ mark, bytes }: Message): void {
    const place = placeOf(mark.where);
    if (place === null || bytes === null) return;
    this.list.add({ place, atMicros: mark.atMicros, about: readable(bytes), bytes, contentAt: 0 });
  }
}

async function listLines(source: ByteSource, list: UnitList): Promise<void> {
  let held: Uint8Array[] = [];
  let number = 1;
  const end = () => {
    const bytes = concatAll(held);
    held = [];
    if (bytes.length > 0) list.add(standing({ kind: "line", number }, bytes));
    number++;
  };
  for await (const piece of source.pieces()) {
    let from = 0;
    for (let at = piece.indexOf(LINE_FEED); at >= 0; at = piece.indexOf(LINE_FEED, from)) {
      held.push(piece.subarray(from, at));
      end();
      from = at + 1;
    }
    held.push(piece.slice(from));
    if (list.isCut) return;
  }
  end();
}

/** Without those that hold one value only, as erased flash does. */
async function listBlocks(source: ByteSource, list: UnitList): Promise<void> {
  let held = new Uint8Array();
  let offset = 0;
  const take = (block: Uint8Array) => {
    if (block.some((byte) => byte !== block[0]))
      list.add(standing({ kind: "offset", number: offset }, block));
    offset += block.length;
  };
  for await (const piece of source.pieces()) {
    const bytes = concatAll([held, piece]);
    let at = 0;
    for (; at + BLOCK_BYTES <= bytes.length; at += BLOCK_BYTES) take(bytes.subarray(at, at + BLOCK_BYTES));
    held = bytes.slice(at);
    if (list.isCut) return;
  }
  if (held.length > 0) take(held);
}

function standing(place: UnitPlace, bytes: Uint8Array): Omit<Unit, "start"> {
  return { place, atMicros: null, about: readable(bytes), bytes, contentAt: 0 };
}
