import { defineGoal, scenario } from "tightlip";

const TOKEN = "purifier-1d90-Hw6sYp";
const REPORT = {
  what: "request",
  to: "air.purifier.example:443",
  method: "POST",
  path: "/v1/quality",
  has: [`authorization: Bearer ${TOKEN}`],
  numbers: 1,
} as const;

export default defineGoal({
  deeds: [
    { name: "joins", for: "15s", shows: [{ what: "joins" }] },
    { name: "reports", for: "40s", settings: { token: TOKEN }, shows: [{ ...REPORT, times: 2 }] },
    {
      name: "reports after thirteen starts",
      // All starts but the last are too short for a report.
      scenario: scenario("a loose plug").provision().wait("8s").brownOut(12, "3s").wait("40s"),
      for: "84s",
      settings: { token: TOKEN },
      shows: [{ ...REPORT, times: 2 }],
    },
    {
      name: "knows its filter",
      for: "30s",
      settings: { token: TOKEN, starts: 500 },
      shows: [{ ...REPORT, has: ["tired"] }],
    },
    {
      name: "cleans the air",
      scenario: scenario("dust, and then none")
        .provision()
        .wait("8s")
        .set("air quality index", 200)
        .wait("20s")
        .set("air quality index", 20)
        .wait("20s"),
      for: "48s",
      settings: { token: TOKEN },
      shows: [{ what: "actuator", thing: "relay", states: 2 }],
    },
  ],
});
