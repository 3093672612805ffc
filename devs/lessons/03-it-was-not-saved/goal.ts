import { defineGoal, type Sight, scenario } from "tightlip";

const SET_UP = scenario("set up").provision().wait("15s");
/** All of them are more than five seconds; the owner holds the button for as long as it takes. */
const HELD = ["5500ms", "6s", "8s", "15s"];

const screen = (text: string) => ({ what: "text", thing: "character screen", text }) as const;
const FORGOTTEN = screen("forgotten");

/** The television is sold: the owner holds the button. */
const sold = (held: string, ...shows: readonly Sight[]) => ({
  acts: [
    { happens: SET_UP },
    { happens: scenario(`held for ${held}`).press("button", held).wait(held).wait("24s"), shows },
  ],
});

export default defineGoal({
  deeds: [
    { name: "joins", stories: [{ acts: [{ happens: SET_UP, shows: [{ what: "joins" }] }] }] },
    {
      name: "greets",
      stories: ["100ms", "2s"].map((held) => ({
        acts: [
          { happens: SET_UP },
          {
            happens: scenario(`held for ${held}`).press("button", held).wait(held).wait("4s"),
            shows: [screen("good evening")],
            never: [{ what: "forgets" }, FORGOTTEN],
          },
        ],
      })),
    },
    {
      name: "forgets",
      stories: HELD.map((held) => sold(held, { what: "forgets" }, { ...FORGOTTEN, once: "forgets" })),
    },
    {
      name: "forgets for the app",
      stories: [
        {
          acts: [
            { happens: SET_UP },
            { happens: scenario("removed from the app").forget().wait("24s"), shows: [{ what: "forgets" }] },
          ],
        },
      ],
    },
    {
      name: "tells the truth",
      stories: HELD.map((held) => sold(held, { ...FORGOTTEN, once: "erases" })),
    },
  ],
});
