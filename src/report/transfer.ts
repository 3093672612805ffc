/** Progress of a transfer, in words. */

export interface Transfer {
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** Since it began. */
  readonly millis: number;
}

/** A rate over less time than this would only jump about. */
const SETTLED_MILLIS = 500;

/** `45 %, 78 kB/s, 3 s left` */
export function transferText({ doneBytes, totalBytes, millis }: Transfer): string {
  const share = `${totalBytes === 0 ? 100 : Math.floor((100 * doneBytes) / totalBytes)} %`;
  if (millis < SETTLED_MILLIS || doneBytes === 0) return share;
  const bytesPerSecond = (1000 * doneBytes) / millis;
  const left = Math.ceil((totalBytes - doneBytes) / bytesPerSecond);
  return `${share}, ${Math.round(bytesPerSecond / 1000)} kB/s, ${durationText(left)} left`;
}

function durationText(seconds: number): string {
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
