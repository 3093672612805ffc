/** Tools of a scan that depend on where it is done: those of Node in the command, pure libraries in a page. */
import type { WorldCrypto } from "../../sim/radio/wpa.ts";
import type { Unpackers } from "../judge/read/body.ts";

export interface ScanTools extends Pick<Unpackers, "brotli"> {
  readonly crypto: WorldCrypto;
  /** Unpacks a whole file. Breaks off with an error where it is broken. */
  readonly gunzip: (pieces: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
}
