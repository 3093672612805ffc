import { defineGoal, type Sight, scenario } from "tightlip";

const SET_UP = scenario("set up").provision().wait("15s");

/** Longer than a minute, as an air conditioner may report that seldom. */
const room = (celsius: number, percent: number) =>
  scenario(`${celsius} degrees, ${percent} percent`)
    .set("temperature", celsius)
    .set("humidity", percent)
    .wait("65s");
const reported = (reading: string): Sight => ({
  what: "follows",
  reading,
  to: "climate.aircon.example:443",
  method: "POST",
  path: "/v1/readings",
});
const compressor = (is: "on" | "off"): Sight => ({ what: "state", thing: "relay", is });

export default defineGoal({
  deeds: [
    { name: "joins", stories: [{ acts: [{ happens: SET_UP, shows: [{ what: "joins" }] }] }] },
    {
      name: "reports",
      stories: [
        {
          acts: [
            { happens: SET_UP },
            { happens: room(32, 30) },
            { happens: room(16, 40) },
            { happens: room(24, 70), shows: [reported("temperature"), reported("humidity")] },
          ],
        },
      ],
    },
    {
      name: "cools",
      stories: [
        {
          acts: [
            { happens: SET_UP },
            { happens: room(32, 30) },
            { happens: room(16, 40), shows: [compressor("off")] },
            { happens: room(32, 30), shows: [compressor("on")] },
          ],
        },
      ],
    },
  ],
});
