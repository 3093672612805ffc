/** Time that a test of an appliance may take: building and judging it takes more than vitest allows by default. */
export const TEST_MILLIS = 60_000;
