import { expect, it } from "vitest";
import { scenario } from "../../../sim/home/scenario.ts";
import { firmware, printed, run } from "../../firmware.ts";

const HOST = "cloud.example";
const fetcher = firmware("fetcher");

/** Lengths of the bodies that a firmware gets which asks every five seconds. */
function lengths(story: ReturnType<typeof scenario>): number[] {
  return printed(run(fetcher, 40, { scenario: story })).map((line) => Number(line.split(" ").at(-1)));
}

it("a reply takes the place of the one before, from then on", () => {
  const story = scenario("again").reply(HOST, "one").wait("17s").reply(HOST, "longer");
  expect(lengths(story)).toEqual([3, 3, 3, 6, 6, 6, 6]);
});

it("a reply that is given some times comes before the next one, also when it has been given as often", () => {
  const early = scenario("queue").reply(HOST, "one", { times: 2 }).reply(HOST, "longer");
  expect(lengths(early)).toEqual([3, 3, 6, 6, 6, 6, 6]);

  const late = scenario("used up").reply(HOST, "one", { times: 1 }).wait("17s").reply(HOST, "longer");
  expect(lengths(late)).toEqual([3, 2, 2, 6, 6, 6, 6]);
});
