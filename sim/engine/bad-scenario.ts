/** A step of a scenario that cannot be; `message` says which and why. */
export class BadScenario extends Error {}
