/** Replaces entries of a running VM's function table, and puts the originals back. */
import { asTableEntry, type Native } from "./shim.ts";

interface Hook {
  readonly index: number;
  readonly original: Native;
  readonly entry: Native;
}

/** The hooks of one VM instance. Making one takes microseconds, so each is made once and kept. */
export class Hooks {
  private readonly hooks = new Map<number, Hook>();
  private readonly placed = new Set<Hook>();

  constructor(private readonly table: WebAssembly.Table) {}

  /** Calls what `around` makes of the original from now on; the first `around` for an entry is the one that stays. */
  place(index: number, parameters: number, around: (original: Native) => Native): void {
    let hook = this.hooks.get(index);
    if (hook === undefined) {
      const original = this.table.get(index) as Native;
      hook = { index, original, entry: asTableEntry(around(original), parameters) };
      this.hooks.set(index, hook);
    }
    this.table.set(index, hook.entry);
    this.placed.add(hook);
  }

  removeAll(): void {
    for (const { index, original } of this.placed) this.table.set(index, original);
    this.placed.clear();
  }
}
