/**
 * Verdicts that were come to before, kept in the per-user cache with the record of everything that the build looked at.
 * One is used only if all of that, and all that the check was asked, is still the same.
 *
 * No entry holds a secret: what is kept is what reports show. Hashes are kept under the user's key, as a source file may
 * differ from one that is known by a short secret only.
 */
import type { Cache } from "../cache.ts";
import type { InputRecord } from "../compile/inputs.ts";
import { sameInputs } from "../compile/same-inputs.ts";
import { toolchain } from "./toolchain.ts";

/** Changes when an entry's shape or meaning does. */
const FORMAT = 1;
/** Characters of a digest in a file's name. */
const NAME_LENGTH = 32;

export interface VerdictKey {
  /** Absolute path of the project. */
  readonly root: string;
  /** Everything else that the verdict depends on, as plain data. It may hold secrets. */
  readonly about: unknown;
}

/** An entry of the cache, as JSON. Its record of inputs holds hashes under the user's key. */
export interface Entry<Content> {
  readonly inputs: InputRecord;
  readonly content: Content;
}

/** `Content`: plain data without any secret. */
export class VerdictCache<Content> {
  constructor(private readonly cache: Cache) {}

  /** Null for none. */
  find(key: VerdictKey): Entry<Content> | null {
    const { name, label } = this.placeOf(key);
    const stored = this.cache.get(name, label);
    if (stored === undefined) return null;
    const entry: Entry<Content> = JSON.parse(stored.toString("utf8"));
    return sameInputs(entry.inputs, key.root, (sha256) => this.cache.digest(sha256)) ? entry : null;
  }

  store(key: VerdictKey, { files, missing, folders }: InputRecord, content: Content): void {
    const { name, label } = this.placeOf(key);
    const kept = files.map(([path, sha256]) => [path, this.cache.digest(sha256)] as const);
    const entry: Entry<Content> = { inputs: { files: kept, missing, folders }, content };
    this.cache.put(name, label, Buffer.from(JSON.stringify(entry)));
  }

  private placeOf({ root, about }: VerdictKey): { readonly name: string; readonly label: string } {
    const label = this.cache.digest(JSON.stringify([FORMAT, toolchain(), root, about]));
    return { name: `verdicts/${label.slice(0, NAME_LENGTH)}`, label };
  }
}
