import { defineGoal, type Sight, scenario } from "tightlip";

const SET_UP = scenario("set up").provision().wait("15s");
const AGREED = scenario("agrees").press("button", "100ms").wait("65s");

const profileOf = (ssid: string): Sight => ({
  what: "request",
  to: "profiles.tv.example:443",
  method: "POST",
  has: [`x-home: ${ssid}`],
});

export default defineGoal({
  deeds: [
    { name: "joins", stories: [{ acts: [{ happens: SET_UP, shows: [{ what: "joins" }] }] }] },
    {
      name: "shows the notice",
      stories: [
        {
          acts: [
            {
              happens: SET_UP,
              shows: [{ what: "text", thing: "character screen", text: "network's name" }],
            },
          ],
        },
      ],
    },
    {
      name: "tells the profile",
      stories: ["Lindenhof7", "river-42"].map((ssid) => ({
        home: { ssid, psk: "a long enough passphrase" },
        acts: [{ happens: SET_UP }, { happens: AGREED, shows: [profileOf(ssid)] }],
      })),
    },
  ],
});
