/** JSON documents on standard output. */

/** Prints a task's result as a document; the exit code is no part of it. */
export function printJson<Result extends { readonly exitCode: number }>(result: Result): void {
  const { exitCode: _, ...document } = result;
  process.stdout.write(`${JSON.stringify({ schema: 1, ...document }, null, 2)}\n`);
}
