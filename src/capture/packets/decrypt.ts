/**
 * Content that TLS hid in a capture, from tshark, which knows the protocol's versions and ciphers,
 * and a key log (IETF draft-ietf-tls-keylogfile, what browsers write to SSLKEYLOGFILE).
 */
import { spawn } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { resolve } from "node:path";
import { EXIT_USAGE, stopIfAborted, UserError } from "../../user-error.ts";
import type { Packet } from "./packet.ts";
import { PcapngReader } from "./pcapng.ts";
import { findTshark, tsharkVersion } from "./tshark.ts";

/** Throws a UserError when tshark or the key log can't be used; undefined: the keys are in the capture. */
export async function checkDecryption(keylog: string | undefined): Promise<void> {
  if (keylog !== undefined) await checkReadable(keylog);
  if ((await tsharkVersion()) !== null) return;
  const option = keylog === undefined ? "--tshark" : "--keylog";
  throw new UserError(
    `Keys of TLS are used through tshark, which does not run here. Install it ("apt-get install tshark"), or leave ${option} out.`,
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
export async function* decrypted(
  file: string,
  keylog: string | undefined,
  signal?: AbortSignal,
): AsyncGenerator<Packet> {
  const program = findTshark();
  // Then there is nothing to read from it.
  if (program === null) return;
  const tshark = spawn(
    program.path,
    [
      ...["-r", resolve(file)],
      ...(keylog === undefined ? [] : ["-o", `tls.keylog_file:${resolve(keylog)}`]),
      ...["-o", "tcp.reassemble_out_of_order:TRUE"],
      // Whatever TLS carries is written as it is, and not only what tshark has a name for.
      ...["-d", "tls.port==1-65535,data", "-U", "OSI layer 7", "-w", "-"],
    ],
    { env: program.env, stdio: ["ignore", "pipe", "ignore"] },
  );
  tshark.on("error", () => {});
  const reader = new PcapngReader();
  try {
    for await (const piece of tshark.stdout as AsyncIterable<Buffer>) {
      stopIfAborted(signal, "not all was searched.");
      yield* reader.push(piece);
    }
  } finally {
    tshark.kill();
  }
}
