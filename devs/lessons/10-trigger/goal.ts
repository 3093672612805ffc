import { defineGoal, type Sight, scenario } from "tightlip";

const TOKEN = "purifier-1d90-Hw6sYp";
const SET_UP = scenario("set up").provision().wait("15s");

const REPORT = {
  to: "air.purifier.example:443",
  method: "POST",
  path: "/v1/quality",
  has: [`authorization: Bearer ${TOKEN}`],
} as const;
const TIRED: Sight = { what: "request", ...REPORT, numbers: 1, has: [...REPORT.has, "tired"] };

/** Longer than a minute, as a purifier may report that seldom. */
const MINUTE = scenario("a minute").wait("65s");
const air = (index: number) => scenario(`index ${index}`).set("air quality index", index).wait("65s");
const fan = (is: "on" | "off"): Sight => ({ what: "state", thing: "relay", is });
/** All starts but the last are too short for a report. */
const loosePlug = (starts: number) =>
  scenario("a loose plug")
    .brownOut(starts, "3s")
    .wait(`${3 * starts}s`);

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
            { happens: air(200) },
            { happens: air(20) },
            {
              happens: air(110),
              shows: [{ what: "follows", reading: "air quality index", ...REPORT }],
            },
          ],
        },
      ],
    },
    {
      name: "reports after thirteen starts",
      stories: [
        {
          settings: { token: TOKEN },
          acts: [
            { happens: SET_UP },
            { happens: loosePlug(12) },
            { happens: MINUTE, shows: [{ what: "request", ...REPORT, numbers: 1 }] },
          ],
        },
      ],
    },
    {
      name: "knows its filter",
      stories: [
        {
          settings: { token: TOKEN, starts: 390 },
          acts: [
            { happens: SET_UP },
            { happens: MINUTE, shows: [{ what: "request", ...REPORT, numbers: 1 }], never: [TIRED] },
            // The starts of this very life are counted.
            { happens: scenario("a loose plug").brownOut(12, "3s").wait("36s").wait("65s"), shows: [TIRED] },
          ],
        },
      ],
    },
    {
      name: "cleans the air",
      stories: [
        {
          settings: { token: TOKEN },
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
