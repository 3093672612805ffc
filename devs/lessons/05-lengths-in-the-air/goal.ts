import { defineGoal, scenario } from "tightlip";

export default defineGoal({
  deeds: [
    { name: "joins", for: "15s", shows: [{ what: "joins" }] },
    {
      name: "tells the hub",
      for: "15s",
      shows: [{ what: "packets", to: "hub.lamps.example", times: 5 }],
    },
    {
      name: "shines",
      scenario: scenario("on and off")
        .provision()
        .wait("8s")
        .press("button")
        .wait("3s")
        .press("button")
        .wait("3s"),
      for: "14s",
      shows: [{ what: "actuator", thing: "light bulb", states: 2 }],
    },
  ],
});
