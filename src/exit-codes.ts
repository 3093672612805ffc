/**
 * Exit codes of every command: the one definition. Tasks decide by it, errors carry its numbers, help texts and the
 * table in README.md are held against it. It lies below the tasks because errors are thrown below them.
 */

export interface ExitCode {
  readonly code: number;
  readonly meaning: string;
}

/** In order of code. */
const EXIT_CODES = {
  done: { code: 0, meaning: "as it should be" },
  leaks: { code: 1, meaning: "a leak, or something not as the policy expects" },
  usage: { code: 2, meaning: "usage or configuration" },
  notBuilt: { code: 3, meaning: "did not build" },
  unknown: { code: 4, meaning: "unknown: no verdict" },
  board: { code: 5, meaning: "board or port" },
  internal: { code: 70, meaning: "internal error" },
  interrupted: { code: 130, meaning: "interrupted" },
} as const satisfies Readonly<Record<string, ExitCode>>;

export type ExitCodeName = keyof typeof EXIT_CODES;

export const EXIT_DONE = EXIT_CODES.done.code;
export const EXIT_LEAKS = EXIT_CODES.leaks.code;
export const EXIT_USAGE = EXIT_CODES.usage.code;
export const EXIT_NOT_BUILT = EXIT_CODES.notBuilt.code;
export const EXIT_UNKNOWN = EXIT_CODES.unknown.code;
export const EXIT_BOARD = EXIT_CODES.board.code;
export const EXIT_INTERNAL = EXIT_CODES.internal.code;
/** As a shell reports a program that Ctrl-C ended. */
export const EXIT_INTERRUPTED = EXIT_CODES.interrupted.code;

/** `true`: the general meaning; a text: its meaning for one command. */
export type ExitCodeMeanings = Readonly<Partial<Record<ExitCodeName, true | string>>>;

const NAMES = Object.keys(EXIT_CODES) as ExitCodeName[];

/** Exit codes that a command has, in order of code; without an argument, all of them. */
export function exitCodes(
  meanings: ExitCodeMeanings = Object.fromEntries(NAMES.map((name) => [name, true])),
): ExitCode[] {
  return NAMES.filter((name) => meanings[name] !== undefined).map((name) => {
    const own = meanings[name];
    const { code, meaning } = EXIT_CODES[name];
    return { code, meaning: typeof own === "string" ? own : meaning };
  });
}
