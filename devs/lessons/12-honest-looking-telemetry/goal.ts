import { defineGoal, scenario } from "tightlip";

export default defineGoal({
  deeds: [
    { name: "joins", for: "15s", shows: [{ what: "joins" }] },
    {
      name: "reports",
      for: "40s",
      shows: [
        {
          what: "request",
          to: "climate.aircon.example:443",
          method: "POST",
          path: "/v1/readings",
          numbers: 2,
          times: 5,
        },
      ],
    },
    {
      name: "cools",
      scenario: scenario("a hot day, then a cool evening")
        .provision()
        .wait("8s")
        .set("temperature", 30)
        .wait("12s")
        .set("temperature", 18)
        .wait("12s"),
      for: "32s",
      shows: [{ what: "actuator", thing: "relay", states: 2 }],
    },
  ],
});
