/** The definitions of a commit that is trusted, in place of those of the checkout: its programs run, its data count. */
import { basename, join, relative, sep } from "node:path";
import { projectAbove } from "../../compile/project.ts";
import { isWithin, realPathOf } from "../../project-top.ts";
import { UserError } from "../../user-error.ts";
import { CONFIG_STEM } from "../config.ts";
import { type AlteredPart, alteredParts, type DefinitionText } from "./altered-parts.ts";
import type { CommitTree } from "./commit-tree.ts";
import { definitionText, readData } from "./data-file.ts";
import {
  type DefinitionFile,
  type Definitions,
  definitionAt,
  type Fields,
  fileAt,
  isProgram,
} from "./definition.ts";
import type { RunProgram } from "./project-definitions.ts";

/** A definition that the checkout has otherwise than the commit. */
interface Changed {
  readonly file: string;
  readonly about: "policy" | "config";
  readonly parts: readonly AlteredPart[] | null;
}

export class CommitDefinitions implements Definitions {
  private readonly asked = new Map<string, DefinitionFile | null>();

  constructor(
    private readonly tree: CommitTree,
    private readonly run: RunProgram,
  ) {}

  find(stem: string): DefinitionFile | null {
    const within = this.within(stem);
    const path = within === null ? null : definitionAt(join(this.tree.folder, within));
    const file = path === null ? null : { path, shown: this.shown(path) };
    this.asked.set(stem, file);
    return file;
  }

  /** Changes to the definitions that were asked for. */
  changes(): Changed[] {
    return [...this.asked]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([stem, counts]) => {
        const here = definitionAt(stem);
        const parts = isReadable(here)
          ? alteredParts(counts && withText(counts), here === null ? null : withText(fileAt(here)))
          : null;
        const file = fileAt(here ?? stem).shown;
        const about = basename(stem) === CONFIG_STEM ? "config" : "policy";
        return parts?.length === 0 ? [] : [{ file, about, parts }];
      });
  }

  async load(file: DefinitionFile, noun: string): Promise<unknown> {
    return isProgram(file) ? await this.run(file, noun) : readData(file);
  }

  admitted(_file: DefinitionFile, fields: Fields): Fields {
    return fields;
  }

  /** The folder of the checkout that is in the place of the commit's project. */
  rootAbove(folder: string): string | null {
    const { top, folder: own } = this.tree;
    const within = this.within(folder);
    const root = within === null ? null : projectAbove(join(own, within));
    return root !== null && isWithin(own, root) ? join(top, relative(own, root)) : null;
  }

  /** As git names a file of a commit. */
  private shown(path: string): string {
    return `${this.tree.ref}:${relative(this.tree.folder, path).replaceAll(sep, "/")}`;
  }

  /** Path from the top of the checkout; null for what lies outside. */
  private within(path: string): string | null {
    const real = realPathOf(path);
    return isWithin(this.tree.top, real) ? relative(this.tree.top, real) : null;
  }
}

function withText(file: DefinitionFile): DefinitionText {
  return { file, text: definitionText(file) };
}

/** A stranger's definition may be a pipe, or a link to what is not the project's. */
function isReadable(path: string | null): boolean {
  if (path === null) return true;
  try {
    definitionText(fileAt(path));
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}
