/**
 * Takes credentials out of what is shown of a source file: the literal that is a credential-like setting's
 * value reads `‹settings.key›` in code frames and messages, any other credential `‹literal.file:line›`.
 */

/** A credential's value, whose place is not known. */
export interface CredentialValue {
  /** Name of the secret. */
  readonly name: string;
  readonly value: string;
}

/** A string literal to hide; offsets in UTF-16 code units, quotes included. */
export interface CredentialLiteral extends CredentialValue {
  readonly start: number;
  readonly end: number;
}

/** Parts of a value shorter than this are not looked for: they would hide ordinary text. */
const MIN_PART = 6;

export class SourceRedaction {
  /** The source with its credential literals replaced. */
  readonly text: string;
  private readonly literals: readonly CredentialLiteral[];
  private readonly lineStarts: readonly number[];

  constructor(
    source: string,
    literals: readonly CredentialLiteral[],
    private readonly known: readonly CredentialValue[] = [],
  ) {
    const hidden: CredentialLiteral[] = [];
    let text = "";
    let at = 0;
    for (const literal of [...literals, ...elsewhere(source, [...literals, ...known])].sort(
      (a, b) => a.start - b.start,
    )) {
      if (literal.start < at) continue;
      hidden.push(literal);
      text += source.slice(at, literal.start) + placeholder(literal, source);
      at = literal.end;
    }
    this.literals = hidden;
    this.text = text + source.slice(at);
    this.lineStarts = [0, ...[...source.matchAll(/\n/g)].map(({ index }) => index + 1)];
    this.source = source;
  }

  private readonly source: string;

  /** Column (1-based) in {@link text} of a column (1-based) in the source's line. */
  column(line: number, column: number): number {
    const lineStart = this.lineStarts[line - 1] ?? 0;
    const offset = lineStart + column - 1;
    const shift = this.literals
      .filter(({ start, end }) => start >= lineStart && end <= offset)
      .reduce((sum, l) => sum + placeholder(l, this.source).length - (l.end - l.start), 0);
    return column + shift;
  }

  /** A compiler's message without the values: it may quote a literal as a type. */
  message(text: string): string {
    const values = [...this.literals, ...this.known.filter(({ value }) => value.length >= MIN_PART)];
    return values.reduce((shown, { name, value }) => hide(shown, value, `‹${name}›`), text);
  }
}

/** The same values where they are no setting's: in a type, a comment, another literal. */
function elsewhere(source: string, values: readonly CredentialValue[]): CredentialLiteral[] {
  return values
    .filter(({ value }) => value.length >= MIN_PART)
    .flatMap(({ name, value }) =>
      placesOf(value, source).map((start) => ({ name, value, start, end: start + value.length })),
    );
}

function placesOf(value: string, source: string): number[] {
  const places: number[] = [];
  for (let at = source.indexOf(value); at >= 0; at = source.indexOf(value, at + value.length))
    places.push(at);
  return places;
}

/** The lines of a literal stay, so that line numbers stay. */
function placeholder({ name, start, end }: CredentialLiteral, source: string): string {
  const newlines = source.slice(start, end).match(/\n/g)?.join("") ?? "";
  return `‹${name}›${newlines}`;
}

function hide(text: string, value: string, placeholder: string): string {
  const quoted = JSON.stringify(value);
  let shown = text.replaceAll(quoted, placeholder).replaceAll(`'${value}'`, placeholder);
  // Long literals are cut short in messages.
  for (let size = value.length; size >= MIN_PART; size--)
    shown = shown.replaceAll(value.slice(0, size), placeholder);
  return shown;
}
