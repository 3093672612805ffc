/** Places in captures: what differs there, and how Wireshark shows them. */
import type { Place } from "../capture/search.ts";
import type { How } from "../judge/verdict/finding.ts";

/** Words for what differs between two captures. */
export const COMPARED: Partial<Readonly<Record<How, string>>> = {
  computed: "part of the content is another one",
  size: "the length is another one",
  presence: "it is said with one of the two values only",
};

/** Display filter that shows the frames; none where there are no frames. */
export function frameFilter(places: readonly Place[]): string[] {
  const frames = places.flatMap(({ where }) => /^in frame (\d+)$/.exec(where ?? "")?.[1] ?? []);
  return frames.length === 0 ? [] : [`frame.number in {${frames.join(", ")}}`];
}
