import { defineGoal, type Sight, scenario } from "tightlip";

const HOST = "guests.vacuum.example";
const CODE = "48151623";
const SET_UP = scenario("set up").provision().wait("15s");

/** A vacuum may ask as seldom as every half a minute. */
const typed = (code: string) =>
  scenario(`somebody types ${code}`)
    .reply(HOST, JSON.stringify({ typed: code }), { times: 1 })
    .wait("35s");
const answers = (answer: string): Sight => ({
  what: "request",
  to: `${HOST}:443`,
  method: "POST",
  path: `/v1/${answer}`,
});
const [WELCOME, REFUSED] = [answers("welcome"), answers("refused")];

const PRESS = scenario("a press").press("button").wait("4s");
const brush = (is: "on" | "off"): Sight => ({ what: "state", thing: "relay", is });

/** Wrong at one place, too short, and too long. */
const WRONG = ["48151624", "58151623", "48157623", "4815162", "481516230"];

export default defineGoal({
  deeds: [
    { name: "joins", stories: [{ acts: [{ happens: SET_UP, shows: [{ what: "joins" }] }] }] },
    {
      name: "lets guests in",
      stories: [CODE, "90210734"].map((code) => ({
        settings: { pairing_code: code },
        acts: [{ happens: SET_UP }, { happens: typed(code), shows: [WELCOME], never: [REFUSED] }],
      })),
    },
    {
      name: "refuses strangers",
      stories: WRONG.map((code) => ({
        settings: { pairing_code: CODE },
        acts: [{ happens: SET_UP }, { happens: typed(code), shows: [REFUSED], never: [WELCOME] }],
      })),
    },
    {
      name: "brushes",
      stories: [
        {
          acts: [
            { happens: SET_UP },
            { happens: PRESS, shows: [brush("on")] },
            { happens: PRESS, shows: [brush("off")] },
          ],
        },
      ],
    },
  ],
});
