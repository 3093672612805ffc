import { defineGoal, scenario } from "tightlip";

const HOST = "plans.aircon.example";

export default defineGoal({
  deeds: [
    { name: "joins", for: "15s", shows: [{ what: "joins" }] },
    {
      name: "asks for its plan",
      for: "20s",
      settings: { token: "aircon-5b1e-Kf93xQ" },
      shows: [
        {
          what: "request",
          to: `${HOST}:443`,
          path: "/v1/today",
          has: ["authorization: Bearer aircon-5b1e-Kf93xQ"],
        },
      ],
    },
    {
      name: "logs its target",
      scenario: scenario("a plan").reply(HOST, '{"target":22}').provision().wait("20s"),
      for: "20s",
      shows: [{ what: "log", has: "target" }],
    },
    {
      name: "follows its plan",
      scenario: scenario("a cool day, then a warm one")
        .reply(HOST, '{"target":17}')
        .provision()
        .wait("30s")
        .reply(HOST, '{"target":30}')
        .wait("40s"),
      for: "70s",
      shows: [{ what: "actuator", thing: "relay", states: 2 }],
    },
  ],
});
