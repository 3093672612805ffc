/** Short names of replay commands, which every shell takes as they are. */
import { sha256 } from "@noble/hashes/sha2.js";
import { toBytes, toHex } from "../../sim/tape/bytes.ts";

const HEX_DIGITS = 8;

/** The same for the same command, on any machine. The letter in front keeps PowerShell from reading a number. */
export function replayId(command: string): string {
  return `r${toHex(sha256(toBytes(command))).slice(0, HEX_DIGITS)}`;
}

/** The command that `tightlip` resolves on the machine of the check. */
export function replayById(command: string): string {
  return `tightlip replay ${replayId(command)}`;
}
