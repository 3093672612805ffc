/** `npm run soak` tries longer. */
export const SOAK = process.env.TIGHTLIP_SOAK === "1";

/** How often a property with made-up bad input is tried. */
export const TRIES = SOAK ? 100_000 : 2_000;
