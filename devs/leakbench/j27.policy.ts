import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "a press of eleven seconds",
      steps: [
        { do: "wait", for: "10s" },
        { do: "press", what: "button", for: "11s" },
        { do: "wait", for: "20s" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
