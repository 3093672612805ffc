/** Messages between a check and the process in which a project's programs run: plain data. */

/** What the process is asked to do; `id` comes back with the answer. */
export type Request = { readonly id: number } & (
  | { readonly kind: "load"; readonly path: string }
  /** Call of a function that a program's default export holds at `place`. */
  | {
      readonly kind: "call";
      readonly path: string;
      readonly place: readonly string[];
      readonly values: readonly unknown[];
    }
);

export type Answer =
  | { readonly kind: "loaded"; readonly id: number; readonly export: ExportData }
  | { readonly kind: "result"; readonly id: number; readonly value: unknown }
  /** Failure of a program: its message, which may quote what it was called with, is told of loading only. */
  | { readonly kind: "failed"; readonly id: number; readonly why: string }
  /** The process ended. */
  | { readonly kind: "ended"; readonly how: string };

/** A default export as plain data. */
export interface ExportData {
  /** Holds null in place of functions. */
  readonly value: unknown;
  /** Places of the functions, as keys that lead to them. */
  readonly functions: readonly (readonly string[])[];
}
