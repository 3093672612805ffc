/** Build output, apart from settings: what the sources alone decide. */
import type { DebugInfo, ServiceSpec } from "../../sim/device/image.ts";
import type { TargetBoard } from "./board.ts";

export interface BuiltImage {
  readonly name: string;
  readonly bytecode: Uint8Array;
  readonly debug: DebugInfo;
  readonly services: readonly ServiceSpec[];
  /** The boards that the project may be built for: DeviceScript's and its own. */
  readonly boards: readonly TargetBoard[];
  /** Files that `devs build` would write, by path; null stands for the bytecode. */
  readonly artefacts: readonly (readonly [path: string, content: string | null])[];
}
