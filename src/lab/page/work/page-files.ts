/** Files of a build in the page: those of the person over those of tightlip's own package. */
import type { EnvEntry } from "../../../compile/settings-file.ts";
import { envEntries } from "../../../compile/settings-file.ts";
import type { SourceFiles } from "../../../compile/source-files.ts";
import type { Files } from "../protocol.ts";

/** Folder of the person's own project, beside that of tightlip's. */
const OWN = "/project";
const TIGHTLIP = "/tightlip";
const LESSONS = "devs/lessons/";

export class PageFiles implements SourceFiles {
  readonly ownPackage = TIGHTLIP;
  readonly refused: ReadonlyMap<string, string> = new Map();
  readonly root: string;
  private readonly texts: ReadonlyMap<string, string>;

  /**
   * `isOwn`: the files are a project of their own; else they take the place of some of tightlip's. Of the lessons, none is
   * there but the firmware that is built, `main`: its answer lies beside it.
   */
  constructor(
    tightlip: Files,
    files: Files,
    { isOwn, main }: { readonly isOwn: boolean; readonly main: string },
  ) {
    this.root = isOwn ? OWN : TIGHTLIP;
    const placed = (folder: string, texts: Files) =>
      Object.entries(texts).map(([path, text]) => [`${folder}/${path}`, text] as const);
    const library = Object.fromEntries(
      Object.entries(tightlip).filter(([path]) => !path.startsWith(LESSONS) || path === main),
    );
    this.texts = new Map([...placed(TIGHTLIP, library), ...placed(this.root, files)]);
  }

  read(path: string): Uint8Array | null {
    const text = this.texts.get(path);
    return text === undefined ? null : ENCODER.encode(text);
  }

  list(folder: string): readonly string[] | null {
    const below = `${folder}/`;
    const names = [...this.texts.keys()]
      .filter((path) => path.startsWith(below))
      .map((path) => path.slice(below.length).split("/")[0]);
    return names.length === 0 ? null : [...new Set(names)].sort();
  }

  linkTarget(path: string): string {
    return path;
  }

  settings(file: string): readonly EnvEntry[] {
    return envEntries(this.texts.get(`${this.root}/${file}`) ?? "");
  }
}

const ENCODER = new TextEncoder();
