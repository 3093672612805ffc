/** Position of an event in the program that sent it: the call stack as places in the source. */

/** Line of a source file. */
export interface Place {
  /** Relative to the project root. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

/** Place with the name of the function around it, as the compiler calls it. */
export interface SourcePlace extends Place {
  readonly functionName: string;
}

/** One call on a call stack. */
export interface Frame {
  /** Identity of the call within its program: equal in two runs exactly where the same code made the call. */
  readonly site: string;
  /** Null where no line is known for the call. */
  readonly place: SourcePlace | null;
}

export interface Position {
  /** Identity of the whole stack: equal in two runs exactly where the same step of the program sent something. */
  readonly step: string;
  /** The line to look at: the innermost one of the project's own code, else the innermost; null when none is known. */
  readonly blame: Place | null;
  /** Innermost first; empty where only the line is known. */
  readonly stack: readonly Frame[];
}

/**
 * True when a file belongs to DeviceScript's libraries or to the device library, as the compiler
 * names them.
 */
export function isLibraryFile(file: string): boolean {
  return file.includes("node_modules/@devicescript/") || file.includes("node_modules/tightlip/");
}

/** The first frame, from the innermost on, whose place is not in a library; undefined when there is none. */
export function blamedPlace(places: readonly SourcePlace[]): SourcePlace | null {
  return places.find((place) => !isLibraryFile(place.file)) ?? places[0] ?? null;
}

/** Position known by its places alone, as recordings of other runtimes have it; innermost first. */
export function positionAt(...places: readonly SourcePlace[]): Position {
  const stack = places.map((place) => ({
    site: `${place.file}:${place.line} ${place.functionName}`,
    place,
  }));
  const blamed = blamedPlace(places);
  return {
    step: stack.map(({ site }) => site).join(),
    blame: blamed === null ? null : { file: blamed.file, line: blamed.line },
    stack,
  };
}
