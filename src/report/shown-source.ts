/** A firmware's source as it may be shown: the credentials that are written in it replaced by their names. */
import type { Image } from "../../sim/device/image.ts";
import type { Place } from "../../sim/tape/position.ts";
import { SourceCredentials } from "../compile/credentials.ts";
import { Fragments } from "../judge/search/fragments.ts";
import { Scanner } from "../judge/search/scan.ts";
import type { Excerpt } from "./document.ts";

/** Lines before and after the one that an excerpt is about. */
const AROUND = 3;

export class ShownSource {
  private readonly texts: ReadonlyMap<string, string>;
  private readonly credentials: SourceCredentials;
  private readonly scanner: Scanner;
  private readonly fragments: Fragments;
  private readonly shown = new Map<string, readonly string[]>();

  constructor(image: Image) {
    this.texts = new Map(image.debug.sources.map(({ path, text }) => [path, text ?? ""]));
    this.credentials = new SourceCredentials(this.texts);
    const own = [
      ...image.bakedDefaults.map(({ key, value }) => ({ name: `settings.${key}`, value })),
      ...image.bakedLiterals,
    ];
    this.scanner = new Scanner(own);
    this.fragments = new Fragments(own);
  }

  /** `number` is 1-based. Null when the line is not known. */
  line(file: string, number: number): string | null {
    return this.lines(file)[number - 1] ?? null;
  }

  /** Null when no line there is known. */
  around({ file, line }: Place): Excerpt | null {
    const firstLine = Math.max(1, line - AROUND);
    const lines = this.lines(file).slice(firstLine - 1, line + AROUND);
    return lines.length === 0 ? null : { firstLine, lines };
  }

  /** All lines of a file, by its path relative to the project root; none when its text is not known. */
  private lines(file: string): readonly string[] {
    let lines = this.shown.get(file);
    if (lines === undefined) {
      const source = this.texts.get(file) ?? "";
      const { text } = this.credentials.redaction(file, source);
      lines =
        text === ""
          ? []
          : text.split(/\r?\n/).map((line) => this.fragments.redact(this.scanner.redact(line)));
      this.shown.set(file, lines);
    }
    return lines;
  }
}
