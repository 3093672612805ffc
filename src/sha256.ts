/** SHA-256 on Node. */
import { createHash } from "node:crypto";

/** Hex digits. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
