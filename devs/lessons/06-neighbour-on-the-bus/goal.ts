import { defineGoal, type Sight, scenario } from "tightlip";

const HOST = "weather.fridge.example";
const SET_UP = scenario("set up").provision().wait("15s");

const weather = (summary: string) =>
  scenario(summary).reply(HOST, JSON.stringify({ summary })).provision().wait("40s");
const door = (text: string): Sight => ({ what: "text", thing: "character screen", text });

/** Longer than a minute, as a refrigerator may look that seldom. */
const inside = (celsius: number) => scenario(`${celsius} degrees`).set("temperature", celsius).wait("65s");
const compressor = (is: "on" | "off"): Sight => ({ what: "state", thing: "relay", is });

export default defineGoal({
  deeds: [
    { name: "joins", stories: [{ acts: [{ happens: SET_UP, shows: [{ what: "joins" }] }] }] },
    {
      name: "shows the weather",
      stories: [
        {
          acts: [
            {
              happens: weather("light rain"),
              otherwise: weather("heavy snow"),
              shows: [door("light rain")],
            },
          ],
        },
        { acts: [{ happens: weather("heavy snow"), shows: [door("heavy snow")] }] },
      ],
    },
    {
      name: "cools",
      stories: [
        {
          acts: [
            { happens: SET_UP },
            { happens: inside(1), shows: [compressor("off")] },
            { happens: inside(9), shows: [compressor("on")] },
          ],
        },
      ],
    },
  ],
});
