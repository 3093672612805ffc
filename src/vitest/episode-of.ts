/** The episode that is behind what a test holds in its hands. */
import { EXIT_USAGE, UserError } from "../user-error.ts";
import type { Episode } from "./episode.ts";

/** Under a symbol, so that nothing that prints an object's fields sees it. */
export const EPISODE = Symbol("episode");

export interface HasEpisode {
  [EPISODE](): Episode;
}

/** Throws a UserError for what is neither an appliance nor a tape. */
export function episodeOf(received: unknown, matcher: string): Episode {
  if (typeof received === "object" && received !== null && EPISODE in received)
    return (received as HasEpisode)[EPISODE]();
  const hint = received instanceof Promise ? ' Put "await" before it.' : "";
  throw new UserError(
    `${matcher} is for what "await appliance(…)" gives, and its tape, not for ${nounOf(received)}.${hint}`,
    EXIT_USAGE,
  );
}

function nounOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value !== "object") return `a ${typeof value}`;
  return value instanceof Promise ? "a promise" : "another object";
}
