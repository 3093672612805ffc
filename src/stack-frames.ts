/** Frames of an error's stack: all of it but the message, which may quote a secret. */
export function stackFrames({ stack = "" }: Error): string[] {
  return stack.split("\n").filter((line) => /^\s+at /.test(line));
}
