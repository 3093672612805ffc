import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "hot and dry",
      steps: [
        { do: "wait", for: "10s" },
        { do: "set", what: "temperature", to: 68 },
        { do: "set", what: "humidity", to: 9 },
        { do: "wait", for: "10s" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
