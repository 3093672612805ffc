import { defineGoal, scenario } from "tightlip";

export default defineGoal({
  deeds: [
    { name: "joins", for: "15s", shows: [{ what: "joins" }] },
    {
      name: "shows the notice",
      for: "15s",
      shows: [{ what: "actuator", thing: "character screen", text: "network's name" }],
    },
    {
      name: "tells the profile",
      scenario: scenario("agrees").provision().wait("10s").press("button", "100ms").wait("50s"),
      for: "60s",
      shows: [{ what: "request", to: "profiles.tv.example:443", method: "POST", has: ["x-home: "] }],
    },
  ],
});
