import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "Christmas Eve",
      steps: [
        { do: "wait", for: "10s" },
        { do: "set", what: "real time clock", to: [2026, 12, 24, 4, 18, 30, 0], register: "local_time" },
        { do: "wait", for: "20s" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
