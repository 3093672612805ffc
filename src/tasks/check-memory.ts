/** Memory of checks: what a firmware came to counts until a file changes that its build looked at. */
import { dirname, join } from "node:path";
import type { InputRecord } from "../compile/inputs.ts";
import { findProject } from "../compile/project.ts";
import { ENV_FILES } from "../compile/settings-file.ts";
import type { CheckProgress } from "../judge/verdict/check.ts";
import type { FileChange } from "../work/file-changes.ts";
import type { CheckOf } from "./check-job.ts";
import type { Checked, Checker } from "./checker.ts";

export class CheckMemory implements Checker {
  readonly width: number;
  private readonly known = new Map<string, Checked>();
  /** Everything that builds looked at, by the firmware's entry; null while that is not known. */
  private readonly looked = new Map<string, InputRecord | null>();

  constructor(private readonly checker: Checker) {
    this.width = checker.width;
  }

  /** The firmware is judged by the same policy, and asked the same, until {@link clear}. */
  async check(of: CheckOf, on: (progress: CheckProgress) => void, signal?: AbortSignal): Promise<Checked> {
    const { main } = of.appliance;
    const known = this.known.get(main);
    if (known !== undefined) return { ...known, isKept: true };
    this.looked.set(main, null);
    const checked = await this.checker.check(of, on, signal);
    this.looked.set(main, checked.inputs);
    this.known.set(main, checked);
    return checked;
  }

  /** True if one of the changes may be of a file that firmware is built from. */
  isTouchedBy(changes: readonly FileChange[]): boolean {
    return this.touched(changes).length > 0;
  }

  /** Forgets the firmware that is built from what changed. */
  forget(changes: readonly FileChange[]): void {
    for (const main of this.touched(changes)) this.known.delete(main);
  }

  clear(): void {
    this.known.clear();
    this.looked.clear();
  }

  async close(): Promise<void> {
    await this.checker.close();
  }

  private touched(changes: readonly FileChange[]): string[] {
    return [...this.looked].flatMap(([main, inputs]) =>
      changes.some((change) => isLookedAt(main, inputs, change)) ? [main] : [],
    );
  }
}

function isLookedAt(main: string, inputs: InputRecord | null, { path, kind }: FileChange): boolean {
  if (inputs === null) return true;
  const { root } = findProject(main);
  if (ENV_FILES.some((file) => join(root, file) === path)) return true;
  if (inputs.files.some(([file]) => file === path)) return true;
  if (kind === "changed") return false;
  return inputs.missing.includes(path) || inputs.folders.some(([folder]) => folder === dirname(path));
}
