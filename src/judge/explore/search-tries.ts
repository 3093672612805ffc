/** Tries of the search that is part of every check: those that find most triggers take fewer. */
export const SEARCH_TRIES = 150;
