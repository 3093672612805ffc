/**
 * What TLS hid in a capture, from tshark, which knows the protocol's versions and ciphers, and a key log
 * (IETF draft-ietf-tls-keylogfile, what browsers write to SSLKEYLOGFILE).
 */
import { spawn } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { resolve } from "node:path";
import { EXIT_USAGE, stopIfAborted, UserError } from "../../user-error.ts";
import type { Packet } from "./packet.ts";
import { PcapngReader } from "./pcapng.ts";
import { tsharkVersion } from "./tshark.ts";

/** Throws a UserError when tshark or the key log can't be used. */
export async function checkDecryption(keylog: string): Promise<void> {
  try {
    await access(keylog, constants.R_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`${keylog}: the key log can't be read (${code ?? "unknown error"}).`, EXIT_USAGE);
  }
  if ((await tsharkVersion()) !== null) return;
  throw new UserError(
    'A key log is used through tshark, which does not run here. Install it ("apt-get install tshark"), or leave --keylog out.',
    EXIT_USAGE,
  );
}

/**
 * What each record carried, as packets of the link type `UPPER_PDU`. What tshark can't open is not among them. Without
 * a key log, the keys are those in the capture itself.
 */
export async function* decrypted(
  file: string,
  keylog: string | undefined,
  signal?: AbortSignal,
): AsyncGenerator<Packet> {
  const tshark = spawn(
    "tshark",
    [
      ...["-r", resolve(file)],
      ...(keylog === undefined ? [] : ["-o", `tls.keylog_file:${resolve(keylog)}`]),
      ...["-o", "tcp.reassemble_out_of_order:TRUE"],
      // Whatever TLS carries is written as it is, and not only what tshark has a name for.
      ...["-d", "tls.port==1-65535,data", "-U", "OSI layer 7", "-w", "-"],
    ],
    { stdio: ["ignore", "pipe", "ignore"] },
  );
  // Then there is nothing to read from it.
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
