import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "three restarts",
      steps: [
        { do: "wait", for: "10s" },
        { do: "reset" },
        { do: "wait", for: "10s" },
        { do: "reset" },
        { do: "wait", for: "10s" },
        { do: "reset" },
        { do: "wait", for: "10s" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "derived" }],
  },
});
