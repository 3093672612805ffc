/** Registers of displays, which hold as many bytes as there is to show. */
import type { ServiceServer } from "../service.ts";

/** What was written is cut, or filled with dark places, to the display's size. */
export function fill(server: ServiceServer, register: string, sizeBytes: number): void {
  const [written] = server.values(register) as [Uint8Array];
  const shown = new Uint8Array(sizeBytes);
  shown.set(written.subarray(0, sizeBytes));
  server.set(register, [shown]);
}
