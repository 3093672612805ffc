/**
 * Packets that tshark takes out of a capture: content that TLS hid, with a key log (IETF draft-ietf-tls-keylogfile, what
 * browsers write to SSLKEYLOGFILE); and IP packets in frames of links that are not read here.
 */
import { access, constants } from "node:fs/promises";
import { EXIT_USAGE, UserError } from "../../user-error.ts";
import type { TakenPackets } from "../capture-reading.ts";
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

/**
 * Content of each TLS record, as packets of the link type `UPPER_PDU`. Records that tshark can't
 * open are not among them. Without a key log, the keys are those in the capture itself.
 */
export function decrypted(file: string, keylog: string | undefined, signal?: AbortSignal): TakenPackets {
  const order = ["-o", "tcp.reassemble_out_of_order:TRUE"];
  // Whatever TLS carries is written as it is, and not only what tshark has a name for.
  const args = [...order, "-d", "tls.port==1-65535,data", "-U", "OSI layer 7", "-w", "-"];
  return taken(file, { args, keylog, signal });
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
