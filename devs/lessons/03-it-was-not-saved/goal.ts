import { defineGoal, scenario } from "tightlip";

export default defineGoal({
  deeds: [
    { name: "joins", for: "15s", shows: [{ what: "joins" }] },
    {
      name: "greets",
      scenario: scenario("switched on").provision().wait("6s").press("button", "100ms").wait("4s"),
      for: "10s",
      shows: [{ what: "actuator", thing: "character screen", text: "good evening" }],
    },
    {
      name: "forgets",
      scenario: scenario("sold").provision().wait("6s").press("button", "6s").wait("24s"),
      for: "30s",
      shows: [
        { what: "joins" },
        { what: "forgets" },
        { what: "actuator", thing: "character screen", text: "forgotten" },
      ],
    },
  ],
});
