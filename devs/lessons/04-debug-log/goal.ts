import { defineGoal, type Sight, scenario } from "tightlip";

const HOST = "plans.aircon.example";
const TOKEN = "aircon-5b1e-Kf93xQ";
const SET_UP = scenario("set up").provision().wait("15s");

/** Longer than a minute, as an air conditioner may ask that seldom. */
const plan = (target: number) =>
  scenario(`target ${target}`).reply(HOST, JSON.stringify({ target })).wait("65s");
const logs = (target: number): Sight => ({ what: "log", has: ["target", `${target}`] });
const compressor = (is: "on" | "off"): Sight => ({ what: "state", thing: "relay", is });

export default defineGoal({
  deeds: [
    { name: "joins", stories: [{ acts: [{ happens: SET_UP, shows: [{ what: "joins" }] }] }] },
    {
      name: "asks for its plan",
      stories: [
        {
          settings: { token: TOKEN },
          acts: [
            {
              happens: scenario("set up").provision().wait("25s"),
              shows: [
                {
                  what: "request",
                  to: `${HOST}:443`,
                  path: "/v1/today",
                  has: [`authorization: Bearer ${TOKEN}`],
                },
              ],
            },
          ],
        },
      ],
    },
    {
      name: "logs its target",
      stories: [
        {
          acts: [
            { happens: SET_UP },
            { happens: plan(17), shows: [logs(17)] },
            { happens: plan(29), shows: [logs(29)] },
          ],
        },
      ],
    },
    {
      name: "follows its plan",
      stories: [
        {
          acts: [
            { happens: SET_UP },
            { happens: plan(17) },
            { happens: plan(29), shows: [compressor("off")] },
            { happens: scenario("a hot day").set("temperature", 35).wait("65s"), shows: [compressor("on")] },
          ],
        },
      ],
    },
  ],
});
