import { defineGoal, type Sight, scenario } from "tightlip";

const SET_UP = scenario("set up").provision().wait("15s");
const PRESS = scenario("a press").press("button").wait("5s");

const brush = (is: "on" | "off"): Sight => ({ what: "state", thing: "relay", is });

export default defineGoal({
  deeds: [
    { name: "joins", stories: [{ acts: [{ happens: SET_UP, shows: [{ what: "joins" }] }] }] },
    {
      name: "counts homes",
      // Two homes, with a vacuum in each.
      stories: ["Lindenhof7", "river-42"].map((ssid, i) => ({
        ...{ seed: 1 + i, home: { ssid, psk: "a long enough passphrase" } },
        acts: [
          { happens: SET_UP },
          {
            happens: scenario("two cleanings").press("button").wait("65s").press("button").wait("65s"),
            shows: [
              {
                what: "request",
                to: "stats.vacuum.example:443",
                method: "POST",
                path: "/v1/cleanings",
                numbers: 1,
                same: "home",
                differs: "home",
                times: 2,
              },
            ],
          },
        ],
      })),
    },
    {
      name: "brushes",
      stories: [
        {
          acts: [
            { happens: SET_UP },
            { happens: PRESS, shows: [brush("on")] },
            { happens: scenario("it cleans").wait("60s"), shows: [brush("off")] },
          ],
        },
      ],
    },
  ],
});
