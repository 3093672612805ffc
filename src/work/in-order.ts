/** Results of jobs in the order of the jobs, with their numbers. At most `width` are begun before the first that is not done. */
export async function* inOrder<Result>(
  count: number,
  width: number,
  begin: (index: number) => Promise<Result>,
): AsyncGenerator<readonly [index: number, result: Result]> {
  const begun: Promise<Result>[] = [];
  for (let index = 0; index < count; index++) {
    while (begun.length < Math.min(count, index + width)) {
      const job = begin(begun.length);
      // A job may fail before anybody waits for it; its turn comes.
      job.catch(() => {});
      begun.push(job);
    }
    yield [index, await begun[index]];
  }
}
