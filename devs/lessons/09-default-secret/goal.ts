import { defineGoal, type Sight, scenario } from "tightlip";

const TOKEN = "plug-77c2-Zr41Tm";
const SET_UP = scenario("set up").provision().wait("20s");

/** Longer than a minute, as a plug may report that seldom. */
const current = (amperes: number) =>
  scenario(`${amperes} A`).set("DC current measurement", amperes).wait("65s");
const PRESS = scenario("a press").press("button").wait("4s");
const socket = (is: "on" | "off"): Sight => ({ what: "state", thing: "relay", is });

export default defineGoal({
  deeds: [
    { name: "joins", stories: [{ acts: [{ happens: SET_UP, shows: [{ what: "joins" }] }] }] },
    {
      name: "reports",
      stories: [
        {
          settings: { token: TOKEN },
          acts: [
            { happens: SET_UP },
            { happens: current(3) },
            { happens: current(1) },
            {
              happens: current(2),
              shows: [
                {
                  what: "follows",
                  reading: "DC current measurement",
                  to: "meters.plug.example:443",
                  method: "POST",
                  path: "/v1/watts",
                  has: [`authorization: Bearer ${TOKEN}`],
                },
              ],
            },
          ],
        },
      ],
    },
    {
      name: "switches",
      // A plug that was made without a token has to switch all the same.
      stories: [{}, { token: TOKEN }].map((settings) => ({
        settings,
        acts: [
          { happens: SET_UP },
          { happens: PRESS, shows: [socket("on")] },
          { happens: PRESS, shows: [socket("off")] },
        ],
      })),
    },
  ],
});
