import { defineGoal, scenario } from "tightlip";

export default defineGoal({
  deeds: [
    { name: "joins", for: "15s", shows: [{ what: "joins" }] },
    {
      name: "shows the weather",
      scenario: scenario("a wet day")
        .reply("weather.fridge.example", '{"summary":"light rain"}')
        .provision()
        .wait("40s"),
      for: "40s",
      shows: [{ what: "actuator", thing: "character screen", text: "light rain" }],
    },
    {
      name: "cools",
      scenario: scenario("warm milk")
        .provision()
        .wait("8s")
        .set("temperature", 9)
        .wait("12s")
        .set("temperature", 2)
        .wait("12s"),
      for: "32s",
      shows: [{ what: "actuator", thing: "relay", states: 2 }],
    },
  ],
});
