import { defineGoal, scenario } from "tightlip";

const HOST = "guests.vacuum.example";
const SETTINGS = { pairing_code: "48151623" };

export default defineGoal({
  deeds: [
    { name: "joins", for: "15s", shows: [{ what: "joins" }] },
    {
      name: "lets guests in",
      scenario: scenario("the right code")
        .reply(HOST, '{"typed":"48151623"}', { times: 1 })
        .provision()
        .wait("20s"),
      for: "20s",
      settings: SETTINGS,
      shows: [{ what: "request", to: `${HOST}:443`, method: "POST", path: "/v1/welcome" }],
    },
    {
      name: "refuses strangers",
      scenario: scenario("a wrong code")
        .reply(HOST, '{"typed":"48151624"}', { times: 1 })
        .provision()
        .wait("20s"),
      for: "20s",
      settings: SETTINGS,
      shows: [{ what: "request", to: `${HOST}:443`, method: "POST", path: "/v1/refused" }],
    },
    {
      name: "brushes",
      scenario: scenario("on and off")
        .provision()
        .wait("8s")
        .press("button")
        .wait("3s")
        .press("button")
        .wait("3s"),
      for: "14s",
      shows: [{ what: "actuator", thing: "relay", states: 2 }],
    },
  ],
});
