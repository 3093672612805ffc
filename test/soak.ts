/** How often a property with made-up bad input is tried: `npm run soak` tries longer. */
export const TRIES = process.env.TIGHTLIP_SOAK === "1" ? 100_000 : 2_000;
