/** Signs in the place of content that is not shown. */

/** Text that must not be shown; of twins, content of the first that is not the same in the second. */
export const MASK = "▒";
/** Of twins, content of the second that is not the same in the first. */
export const OTHER_MASK = "▓";
/** Of twins, content that is the same in both, but depends on another secret. */
export const HIDDEN = "░";

const MASKS = `${HIDDEN}${MASK}${OTHER_MASK}`;

/** All signs by which we mark content, those around names included. */
export const SIGNS = new RegExp(`[‹›${MASKS}]`, "g");
/** One name as redaction writes it, or the same mask in a row. */
export const MARKED = new RegExp(`(‹[^‹›]*›|${[...MASKS].map((mask) => `${mask}+`).join("|")})`);
