import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "held for four seconds and a half",
      steps: [
        { do: "wait", for: "10s" },
        { do: "press", what: "button", for: "4500ms" },
        { do: "wait", for: "15s" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
