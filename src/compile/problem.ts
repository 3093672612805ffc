/** Objection of the compiler, or of the configuration's readers. */
export interface Problem {
  readonly severity: "error" | "warning";
  /** TypeScript's number; DeviceScript's own are 9997 to 9999. */
  readonly code: number;
  /** Relative to the project root. */
  readonly file: string;
  /** 1-based, like `column`. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}
