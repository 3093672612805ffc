import { defineGoal, scenario } from "tightlip";

export default defineGoal({
  deeds: [
    { name: "joins", for: "15s", shows: [{ what: "joins" }] },
    {
      name: "backs up",
      for: "20s",
      shows: [
        {
          what: "request",
          to: "backup.purifier.example",
          method: "POST",
          path: "/v2/settings",
          members: { serial: "string", settings: "any" },
        },
      ],
    },
    {
      name: "cleans the air",
      scenario: scenario("dust, and then none")
        .provision()
        .wait("8s")
        .set("air quality index", 200)
        .wait("12s")
        .set("air quality index", 20)
        .wait("12s"),
      for: "32s",
      shows: [{ what: "actuator", thing: "relay", states: 2 }],
    },
  ],
});
