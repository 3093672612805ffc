/** Route: the place in the lab that the address names, after its `#`. */
import { effect, signal } from "@preact/signals";

export type Route =
  | { readonly page: "lessons" }
  | { readonly page: "lesson"; readonly id: string }
  /** `shared` is firmware that a link brings. */
  | { readonly page: "own"; readonly shared: string | null }
  /** The interception game: `id` is a round, `own` for a recording of the player's, or null for all. */
  | { readonly page: "game"; readonly id: string | null }
  /** `id` is a lesson, or null for all. */
  | { readonly page: "teacher"; readonly id: string | null };

export const route = signal(routeOf(location.hash));

addEventListener("hashchange", () => {
  // Other anchors are places on the page.
  if (location.hash === "" || location.hash.startsWith("#/")) route.value = routeOf(location.hash);
});

effect(() => {
  route.value;
  scrollTo(0, 0);
});

function routeOf(hash: string): Route {
  const [, page = "", rest = ""] = /^#\/([a-z]+)(?:\/(.*))?$/s.exec(hash) ?? [];
  switch (page) {
    case "lesson":
      return { page, id: rest };
    case "own":
      return { page, shared: rest === "" ? null : rest };
    case "game":
    case "teacher":
      return { page, id: rest === "" ? null : rest };
    default:
      return { page: "lessons" };
  }
}

export function lessonLink(id: string): string {
  return `#/lesson/${id}`;
}

/** Stands for a round: a recording of the player's. */
export const OWN_RECORDING = "own";

export function roundLink(id: string): string {
  return `#/game/${id}`;
}

export function teacherLink(id: string): string {
  return `#/teacher/${id}`;
}
