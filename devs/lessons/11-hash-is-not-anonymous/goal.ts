import { defineGoal, scenario } from "tightlip";

export default defineGoal({
  deeds: [
    { name: "joins", for: "15s", shows: [{ what: "joins" }] },
    {
      name: "counts homes",
      scenario: scenario("two cleanings")
        .provision()
        .wait("10s")
        .press("button")
        .wait("40s")
        .press("button")
        .wait("40s"),
      for: "90s",
      shows: [
        {
          what: "request",
          to: "stats.vacuum.example:443",
          method: "POST",
          path: "/v1/cleanings",
          numbers: 1,
          same: "home",
          times: 2,
        },
      ],
    },
    {
      name: "brushes",
      scenario: scenario("a cleaning").provision().wait("8s").press("button").wait("32s"),
      for: "40s",
      shows: [{ what: "actuator", thing: "relay", states: 2 }],
    },
  ],
});
