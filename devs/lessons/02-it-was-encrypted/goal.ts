import { defineGoal, type Sight, scenario } from "tightlip";

const SET_UP = scenario("set up").provision().wait("15s");

const BACKUP: Sight = {
  what: "request",
  to: "backup.purifier.example",
  method: "POST",
  path: "/v2/settings",
  members: { serial: "string", settings: "any" },
  differs: "serial",
};

/** Longer than a minute, as a purifier may look that seldom. */
const air = (index: number) => scenario(`index ${index}`).set("air quality index", index).wait("65s");
const fan = (is: "on" | "off"): Sight => ({ what: "state", thing: "relay", is });

export default defineGoal({
  deeds: [
    { name: "joins", stories: [{ acts: [{ happens: SET_UP, shows: [{ what: "joins" }] }] }] },
    {
      name: "backs up",
      // Two purifiers, each with a serial number of its own.
      stories: [
        { acts: [{ happens: SET_UP, shows: [BACKUP] }] },
        { seed: 2, acts: [{ happens: SET_UP, shows: [BACKUP] }] },
      ],
    },
    {
      name: "cleans the air",
      stories: [
        {
          acts: [
            { happens: SET_UP },
            { happens: air(200), shows: [fan("on")] },
            { happens: air(20), shows: [fan("off")] },
          ],
        },
      ],
    },
  ],
});
