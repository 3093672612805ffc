/** A thread that does the jobs of a test, with the built program. */
const dist = new URL("../../dist/src/", import.meta.url);
const { answered } = await import(new URL("work/thread.js", dist));
const { UserError } = await import(new URL("user-error.js", dist));

export default (task) =>
  answered(task, async ({ kind, value }, tell) => {
    if (kind === "refuse") throw new UserError(`${value}: cannot be.`, 2);
    if (kind === "break") throw Object.assign(new TypeError(value), { code: "ENOSPC", errno: -28 });
    if (kind === "hang") for (;;);
    if (kind === "count") for (;;) tell({ half: 0 });
    tell({ half: value / 2 });
    return 2 * value;
  });
