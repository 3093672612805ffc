/**
 * Built images, kept with the record of everything their build looked at. An entry is used only if all of that
 * is still the same, so a hit is what building again would give, without loading the compiler.
 *
 * No entry holds a secret: settings are not part of it (see settings-file.ts), and the caller stores no image whose
 * source has a credential in it.
 */

import { createHash } from "node:crypto";
import type { Cache } from "../cache.ts";
import { BUNDLE_SHA256 } from "../devicescript.ts";
import { VERSION } from "../version.ts";
import type { BuiltImage } from "./built-image.ts";
import type { InputRecord } from "./inputs.ts";
import type { Project } from "./project-path.ts";
import { sameInputs } from "./same-inputs.ts";
import type { GitState } from "./version.ts";

/** Changes when an entry's shape or meaning does. */
const FORMAT = 3;

/** An image from the cache, with everything that its build looked at. */
export interface FoundImage extends BuiltImage {
  readonly inputs: InputRecord;
}

/** Key of a cached build: one project, entry and kind of build. */
export interface BuildKey extends Project {
  /** Release build: the image carries `@version` and comes with its artefacts. */
  readonly forRelease: boolean;
}

export class BuildCache {
  constructor(private readonly cache: Cache) {}

  /** The image, if building it now would give the same. */
  find(key: BuildKey, git: GitState | undefined): FoundImage | undefined {
    const entry = this.cache.get(nameOf(key), labelOf(key));
    if (!entry) return undefined;
    const bytecodeSize = entry.readUInt32LE(0);
    const bytecode = new Uint8Array(entry.subarray(4, 4 + bytecodeSize));
    const { inputs, madeAt, ...rest } = JSON.parse(entry.toString("utf8", 4 + bytecodeSize)) as StoredEntry;
    if (JSON.stringify(madeAt) !== JSON.stringify(git ?? null) || !sameInputs(inputs, key.root))
      return undefined;
    return { ...rest, bytecode, inputs };
  }

  store(key: BuildKey, git: GitState | undefined, inputs: InputRecord, image: BuiltImage): void {
    const { bytecode, ...rest } = image;
    const stored: StoredEntry = { ...rest, inputs, madeAt: git ?? null };
    const size = Buffer.alloc(4);
    size.writeUInt32LE(bytecode.length);
    this.cache.put(
      nameOf(key),
      labelOf(key),
      Buffer.concat([size, bytecode, Buffer.from(JSON.stringify(stored))]),
    );
  }

  /** Forgets the image: what replaces it may not be stored. */
  drop(key: BuildKey): void {
    this.cache.drop(nameOf(key));
  }
}

/** An entry is the bytecode's size (32 bits), the bytecode, and this as JSON. */
interface StoredEntry extends Omit<BuiltImage, "bytecode"> {
  readonly inputs: InputRecord;
  readonly madeAt: GitState | null;
}

function nameOf(key: BuildKey): string {
  return `builds/${createHash("sha256").update(labelOf(key)).digest("hex").slice(0, 32)}`;
}

function labelOf({ root, main, forRelease }: BuildKey): string {
  return JSON.stringify([FORMAT, VERSION, BUNDLE_SHA256, root, main, forRelease]);
}
