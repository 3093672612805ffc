/** A firmware's source as it may be shown: the credentials that are written in it replaced by their names. */
import type { Image } from "../../sim/device/image.ts";
import { SourceCredentials } from "../compile/credentials.ts";
import { Scanner } from "../judge/search/scan.ts";

export class ShownSource {
  private readonly texts: ReadonlyMap<string, string>;
  private readonly credentials: SourceCredentials;
  private readonly scanner: Scanner;
  private readonly shown = new Map<string, readonly string[]>();

  constructor(image: Image) {
    this.texts = new Map(image.debug.sources.map(({ path, text }) => [path, text ?? ""]));
    this.credentials = new SourceCredentials(this.texts);
    this.scanner = new Scanner([
      ...image.bakedDefaults.map(({ key, value }) => ({ name: `settings.${key}`, value })),
      ...image.bakedLiterals,
    ]);
  }

  /** All lines of a file, by its path relative to the project root; none when its text is not known. */
  lines(file: string): readonly string[] {
    let lines = this.shown.get(file);
    if (lines === undefined) {
      const source = this.texts.get(file) ?? "";
      const { text } = this.credentials.redaction(file, source);
      lines = text === "" ? [] : text.split(/\r?\n/).map((line) => this.scanner.redact(line));
      this.shown.set(file, lines);
    }
    return lines;
  }

  /** `number` is 1-based. Null when the line is not known. */
  line(file: string, number: number): string | null {
    return this.lines(file)[number - 1] ?? null;
  }
}
