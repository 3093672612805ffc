/**
 * Sources that the last compilation parsed and bound: one that is the same in the next is used again, as TypeScript's own
 * language service does (createDocumentRegistry). What the compiler wrote onto their nodes and symbols is taken back.
 */

/** TypeScript's SourceFile, as far as a program writes onto it what another would take for its own. */
interface SourceFile {
  /** Modules that its imports were found at: other folders may have others. */
  resolvedModules?: unknown;
  resolvedTypeReferenceDirectiveNames?: unknown;
}

interface Kept {
  readonly text: string;
  readonly file: SourceFile;
}

export class KeptSources {
  private last: ReadonlyMap<string, Kept> = new Map();
  private readonly current = new Map<string, Kept>();
  private readonly marks: (readonly [object: Record<string, unknown>, key: string])[] = [];

  /** Compilation that begins: it finds no trace of the one before. */
  begin(): void {
    this.last = new Map(this.current);
    this.current.clear();
    for (const [object, key] of this.marks) object[key] = undefined;
    this.marks.length = 0;
  }

  /** The file for a text, as a program that has found none of its imports needs it. */
  file(name: string, text: string, parse: () => SourceFile): SourceFile {
    const known = this.last.get(name);
    const { file } = known?.text === text ? known : { file: parse() };
    this.current.set(name, { text, file });
    file.resolvedModules = undefined;
    file.resolvedTypeReferenceDirectiveNames = undefined;
    return file;
  }

  /** The node or symbol, onto which the compiler is about to write a property. */
  marked<Marked extends Record<string, unknown>>(object: Marked, key: string): Marked {
    this.marks.push([object, key]);
    return object;
  }
}
