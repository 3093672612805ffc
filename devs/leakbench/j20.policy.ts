import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "another thermometer",
      steps: [
        { do: "wait", for: "10s" },
        { do: "set", what: "temperature", to: 333, register: "max_reading" },
        { do: "wait", for: "20s" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
