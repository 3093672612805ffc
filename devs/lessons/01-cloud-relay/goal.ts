import { defineGoal, scenario } from "tightlip";

const SET_UP = scenario("set up").provision().wait("15s");

/** Longer than a minute, as a kettle may report that seldom. */
const water = (celsius: number) => scenario(`${celsius} degrees`).set("temperature", celsius).wait("65s");

export default defineGoal({
  deeds: [
    { name: "joins", stories: [{ acts: [{ happens: SET_UP, shows: [{ what: "joins" }] }] }] },
    {
      name: "reports",
      stories: [
        {
          acts: [
            { happens: SET_UP },
            { happens: water(84) },
            { happens: water(20) },
            {
              happens: water(52),
              shows: [
                {
                  what: "follows",
                  reading: "temperature",
                  member: "temperature",
                  to: "pairing.cloud.example:443",
                  method: "POST",
                  path: "/v1/readings",
                },
              ],
            },
          ],
        },
      ],
    },
  ],
});
