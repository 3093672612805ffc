/**
 * Packets that tshark takes out of a capture: content that TLS hid, with a key log (IETF draft-ietf-tls-keylogfile, what
 * browsers write to SSLKEYLOGFILE); and IP packets in frames of links that are not read here.
 */
import { access, constants } from "node:fs/promises";
import { EXIT_USAGE, UserError } from "../../user-error.ts";
import type { OpenedRecords, OpenedTls, TakenPackets } from "../capture-reading.ts";
import type { Packet } from "./packet.ts";
import { PcapngReader } from "./pcapng.ts";
import { tsharkVersion } from "./tshark.ts";
import { TsharkChild, type TsharkOptions } from "./tshark-child.ts";

/** Throws a UserError when tshark or the key log can't be used; undefined: the keys are in the capture. */
export async function checkDecryption(keylog: string | undefined): Promise<void> {
  if (keylog !== undefined) await checkReadable(keylog);
  if ((await tsharkVersion()) !== null) return;
  const [use, option] =
    keylog === undefined ? ["Other captures are read", "--tshark"] : ["Keys of TLS are used", "--keylog"];
  throw new UserError(
    `${use} through tshark, which does not run here. Install it ("apt-get install tshark"), or leave ${option} out.`,
    EXIT_USAGE,
  );
}

async function checkReadable(keylog: string): Promise<void> {
  try {
    await access(keylog, constants.R_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`${keylog}: the key log can't be read (${code ?? "unknown error"}).`, EXIT_USAGE, {
      cause: error,
    });
  }
}

/** TLS is looked for on each port, bytes that are missing are waited for, and each record of TLS stands by itself. */
const RECORD_BY_RECORD = [
  ...["-o", "tcp.try_heuristic_first:TRUE"],
  ...["-o", "tcp.reassemble_out_of_order:TRUE"],
  ...["-o", "tls.desegment_ssl_application_data:FALSE"],
];

/**
 * Content of each TLS record, as packets of the link type `UPPER_PDU`. Records that tshark can't
 * open are not among them. Without a key log, the keys are those in the capture itself.
 */
export function decrypted(file: string, keylog: string | undefined, signal?: AbortSignal): OpenedTls {
  // Whatever TLS carries is written as it is, and not only what tshark has a name for.
  const args = [...RECORD_BY_RECORD, "-d", "tls.port==1-65535,data", "-U", "OSI layer 7", "-w", "-"];
  const content = taken(file, { args, keylog, signal });
  const fields = new TsharkChild(file, { args: [...RECORD_BY_RECORD, ...HIDDEN_KINDS], keylog, signal });
  return {
    packets: content.packets,
    withoutContent: () => recordsWithoutContent(fields),
    trouble: () => content.trouble() ?? fields.trouble,
  };
}

/** Of frames with records whose kind TLS 1.3 hides: the kinds that they seem to be of, those that they are of, and their lengths. */
const HIDDEN_KINDS = [
  ...["-Y", "tls.record.opaque_type", "-T", "fields", "-e", "frame.number"],
  ...["-e", "tls.record.opaque_type", "-e", "tls.record.content_type", "-e", "tls.record.length"],
];
/** Kind of a record with content (RFC 8446, 5.1). */
const APPLICATION_DATA = "23";

async function* recordsWithoutContent(child: TsharkChild): AsyncGenerator<OpenedRecords> {
  for await (const line of linesOf(child.pieces())) {
    const [frame, ...lists] = line.split("\t");
    const [hidden = [], known = [], all = []] = lists.map((list) => list.split(",").filter(Boolean));
    // A record of which no kind is known was not opened.
    const opened = hidden.length - (all.length - known.length);
    const count = opened - known.filter((kind) => kind === APPLICATION_DATA).length;
    if (count > 0) yield { frame: Number(frame), count };
  }
}

async function* linesOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let rest = "";
  for await (const piece of pieces) {
    const lines = `${rest}${Buffer.from(piece).toString("latin1")}`.split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
}

/** The IP packets of each frame, with the frame's time. */
export function ipPackets(file: string, signal?: AbortSignal): TakenPackets {
  return taken(file, { args: ["-U", "IP", "-w", "-"], signal });
}

/** A capture in another format as pcapng. */
export function asPcapng(file: string, signal?: AbortSignal): TsharkChild {
  return new TsharkChild(file, { args: ["-F", "pcapng", "-w", "-"], signal });
}

function taken(file: string, options: TsharkOptions): TakenPackets {
  const child = new TsharkChild(file, options);
  return { packets: packetsOf(child), trouble: () => child.trouble };
}

async function* packetsOf(child: TsharkChild): AsyncGenerator<Packet> {
  const reader = new PcapngReader();
  for await (const piece of child.pieces()) yield* reader.push(piece);
}
