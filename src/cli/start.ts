#!/usr/bin/env node
/** The file that is started as `tightlip`: the command itself may fail to load, and that is no verdict either. */
try {
  const { oldNode } = await import("../version.ts");
  // First, as the rest may not load then.
  const problem = oldNode(process.versions.node);
  if (problem !== null) process.stderr.write(`! Node ${problem}\n`);
  await import("./main.ts");
} catch (error) {
  const { code = "unknown error" } = error as NodeJS.ErrnoException;
  process.stderr.write(
    `✖ tightlip: can't be loaded (${code}). Are too many files open, or is a part of it missing?\n`,
  );
  process.exit(70);
}
