/** Others who can read a file with secrets, as its mode says. Windows has other means, and is not asked. */

import { statSync } from "node:fs";

/** Mode bits (POSIX, `sys/stat.h`) by which others read, widest first. */
const READERS = [
  { bit: 0o004, who: "every user of this computer" },
  { bit: 0o040, who: "the group that it belongs to" },
] as const;

/** `what`: such as "the file that --secrets names". `warn` is told nothing of a file that only its owner reads. */
export function warnOfReaders(file: string, what: string, warn: (message: string) => void): void {
  if (process.platform === "win32") return;
  const mode = modeOf(file);
  const reader = READERS.find(({ bit }) => (mode & bit) !== 0);
  if (reader !== undefined) warn(`${what} can be read by ${reader.who}: chmod 600 it.`);
}

/** Nothing for what is no file, such as a pipe, or can't be looked at: whoever reads it says so. */
function modeOf(file: string): number {
  try {
    const found = statSync(file);
    return found.isFile() ? found.mode : 0;
  } catch {
    return 0;
  }
}
