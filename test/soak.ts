/** `npm run soak` tries longer. */
export const SOAK = process.env.TIGHTLIP_SOAK === "1";

/** Number of tries of a property with made-up bad input. */
export const TRIES = SOAK ? 100_000 : 2_000;
/** The same where a try takes a millisecond or more; and how long all of them may take, milliseconds. */
export const SLOW_TRIES = SOAK ? 100_000 : 400;
export const SLOW_MILLIS = SOAK ? 1_800_000 : 240_000;
