/** Captures in formats that are not read here, which Wireshark knows (its folder wiretap), and what reads them. */
import { toLatin1 } from "../../sim/tape/bytes.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";

interface Foreign {
  readonly name: string;
  /** Advice on what to do with the file. */
  readonly help: string;
}

const WIRESHARK = 'Turn it into pcapng first, with Wireshark or "editcap", or let tshark read it (--tshark).';

/** By their first bytes. */
export const FOREIGN_MARKS: readonly (readonly [mark: string, name: string])[] = [
  ["snoop\0\0\0", "snoop"],
  ["btsnoop\0", "btsnoop"],
  ["GMBU", "Network Monitor"],
  ["RTSS", "Network Monitor"],
  ["TRSNIFF data    \u001a", "Sniffer (ngsniffer)"],
  ["XCP\0", "NetXRay"],
  ["\u0005VNF", "Visual Networks"],
  ["\u00aa\u00aa\u00aa\u00aa ", "5Views"],
  ["\u0001\u0010\u004c\u0000", "LANalyzer"],
  ["\u0007\u0010", "LANalyzer"],
  ["+---------+---------------+----------+", "K12 text"],
  ["\0\0\u0002\0\u0012\u0005\0\u0010", "K12"],
  ["TR\0d\0", "nettl"],
  ["\0\0\0\u0001\0\0\0\0\0\u0007\u00d0\0", "nettl"],
  ["\u007fver", "Peek (tagged)"],
  ["LOGG", "Vector BLF"],
  ["ObserverPktBufferVersion=", "Network Instruments Observer"],
  ["EyeSDN", "EyeSDN"],
  ["ViSionAnalyzer", "Ascend"],
  ["    COMMUNICATIONS TRACE", "iSeries"],
];

/** Records in a row that show a format without a mark; fewer do when the head ends with them. */
const MIN_RECORDS = 3;

/** Throws a UserError for a file in a format that is not read here. */
export function refuseForeign(file: string, head: Uint8Array): void {
  const foreign = foreignOf(head);
  if (foreign === null) return;
  const why = `is a capture in the format of ${foreign.name}. ${foreign.help}`;
  throw new UserError(`${file}: ${why}`, EXIT_USAGE);
}

/** A capture that tshark reads. */
export function isForTshark(head: Uint8Array): boolean {
  return foreignOf(head)?.help === WIRESHARK;
}

/** Null for everything that is not foreign. */
function foreignOf(head: Uint8Array): Foreign | null {
  const start = toLatin1(head.subarray(0, 64));
  const mark = FOREIGN_MARKS.find(([known]) => start.startsWith(known));
  if (mark !== undefined) return { name: mark[1], help: WIRESHARK };
  const format = UNMARKED.find(({ record }) => isChain(head, record));
  if (format !== undefined) return { name: format.name, help: WIRESHARK };
  const text = toLatin1(head.subarray(0, 1_024));
  const told = TOLD.find(({ pattern }) => pattern.test(text));
  return told === undefined ? null : { name: told.name, help: told.help };
}

const ORIGINAL = "Scan the capture itself, which has everything in order.";
const WITH_FILE = 'Record into a file ("tcpdump -w capture.pcap"), and scan that.';
/** Packets that were turned into text: what lies across two of them is torn, and what is encrypted looks like digits. */
const TOLD: readonly { readonly pattern: RegExp; readonly name: string; readonly help: string }[] = [
  { pattern: /^\s*\[\s{0,8}\{\s{0,8}"_index": "packets-/, name: "tshark's JSON", help: ORIGINAL },
  { pattern: /^\{"index":\{"_index":"packets-/, name: "tshark's JSON", help: ORIGINAL },
  { pattern: /^<\?xml [^>]{0,80}>[\s\S]{0,600}<p[ds]ml[ >]/, name: "Wireshark's XML", help: ORIGINAL },
  { pattern: /^Frame \d{1,9}: \d{1,9} bytes on wire/, name: "Wireshark's text", help: ORIGINAL },
  {
    pattern: /^0000 {2}[0-9a-f]{2} [0-9a-f]{2} /,
    name: "a hexadecimal dump of packets",
    help: 'Turn it into a capture first, with "text2pcap".',
  },
  {
    pattern: /^(?:[\d-]{10} )?\d\d:\d\d:\d\d\.\d{6} (?:IP6?|ARP,|[0-9a-f:]{17}) /,
    name: "tcpdump's text",
    help: WITH_FILE,
  },
];

/** Size of the record at a place, header included; 0 where none can be. */
type Record = (view: DataView, at: number) => number;

const UNMARKED: readonly { readonly name: string; readonly record: Record }[] = [
  { name: "Endace ERF", record: erf },
  { name: "CommView", record: commView },
  { name: "CommView", record: commViewExtended },
  { name: "Apple PacketLogger", record: packetLogger },
];

/** Records follow each other, up to the end or for so many that it is no chance. */
function isChain(head: Uint8Array, record: Record): boolean {
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  let at = 0;
  let count = 0;
  while (at < head.length && count < 2 * MIN_RECORDS) {
    if (at + 24 > head.length) break;
    const size = record(view, at);
    if (size === 0) return count >= MIN_RECORDS;
    at += size;
    count++;
  }
  return count >= MIN_RECORDS || (count > 0 && at === head.length);
}

/** Time, type, flags, length of the record, losses, length on the wire (Endace, ERF types reference). */
function erf(view: DataView, at: number): number {
  const type = view.getUint8(at + 8) & 0x7f;
  const recordBytes = view.getUint16(at + 10);
  const wireBytes = view.getUint16(at + 14);
  const seconds = view.getUint32(at + 4, true);
  const isPlausible = type > 0 && type < 49 && seconds > 0x3000_0000 && seconds < 0xf000_0000;
  return isPlausible && recordBytes >= 16 && wireBytes > 0 && wireBytes <= recordBytes + 16 ? recordBytes : 0;
}

/** Length twice, version, date (wiretap/commview.c). */
function commView(view: DataView, at: number): number {
  const length = view.getUint16(at, true);
  const [year, month, day, hour] = [
    view.getUint16(at + 5, true),
    ...[7, 8, 9].map((offset) => view.getUint8(at + offset)),
  ];
  const isDate =
    year > 1990 && year < 2200 && month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24;
  return length > 0 && view.getUint16(at + 2, true) <= length && isDate ? length + 24 : 0;
}

/** Length, then the date (wiretap/commview.c, NCFX). */
function commViewExtended(view: DataView, at: number): number {
  const length = view.getUint32(at, true);
  const year = view.getUint16(at + 4, true);
  const [month, day, hour, minute] = [6, 7, 8, 9].map((offset) => view.getUint8(at + offset));
  const isDate = year > 1990 && year < 2200 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
  return length > 0 && length < 2 ** 20 && isDate && hour < 24 && minute < 60 ? length + 20 : 0;
}

/** Length, time, kind (wiretap/packetlogger.c). */
function packetLogger(view: DataView, at: number): number {
  for (const isLittle of [false, true]) {
    const length = view.getUint32(at, isLittle);
    const micros = view.getUint32(at + 8, isLittle);
    const seconds = view.getUint32(at + 4, isLittle);
    const kind = view.getUint8(at + 12);
    const isKind = kind <= 0x0b || kind >= 0xf0;
    if (length >= 9 && length < 65_536 && micros < 1_000_000 && seconds > 0x3000_0000 && isKind)
      return length + 4;
  }
  return 0;
}
