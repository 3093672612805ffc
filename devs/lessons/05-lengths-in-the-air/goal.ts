import { defineGoal, type Sight, scenario } from "tightlip";

const SET_UP = scenario("set up").provision().wait("15s");

const PRESS = scenario("a press").press("button").wait("4s");
const light = (is: "on" | "off"): Sight => ({ what: "state", thing: "light bulb", is });

export default defineGoal({
  deeds: [
    { name: "joins", stories: [{ acts: [{ happens: SET_UP, shows: [{ what: "joins" }] }] }] },
    {
      name: "tells the hub",
      stories: [
        {
          acts: [{ happens: SET_UP, shows: [{ what: "packets", to: "hub.lamps.example", times: 5 }] }],
        },
      ],
    },
    {
      name: "shines",
      stories: [
        {
          acts: [
            { happens: SET_UP },
            { happens: PRESS, shows: [light("on")] },
            { happens: PRESS, shows: [light("off")] },
          ],
        },
      ],
    },
  ],
});
